package dev.quarterdeck.scheduler.cycle;

/** A pod cannot be decided at all: not that no node takes it, but that a question about it has no answer. Users read the message. */
public class SchedulingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String message;

    public SchedulingException(String message) {
        super(message);
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
