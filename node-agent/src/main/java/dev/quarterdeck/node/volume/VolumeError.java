package dev.quarterdeck.node.volume;

/** A volume cannot be set up now; the message is what the pod's user sees in the FailedMount event. Trying again may help. */
public final class VolumeError extends RuntimeException {
    public VolumeError(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
