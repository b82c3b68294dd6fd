package dev.quarterdeck.benchmarks.process;

/** A program did not do what it was started for. */
public final class ProgramFailure extends RuntimeException {
    public ProgramFailure(String message) {
        super(message);
    }

    public ProgramFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
