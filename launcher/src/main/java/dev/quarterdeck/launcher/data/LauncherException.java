package dev.quarterdeck.launcher.data;

/** Something the user can act on: which part, why, and what to do. Shown as one message, without a stack trace. */
public final class LauncherException extends RuntimeException {
    public LauncherException(String message) {
        super(message);
    }

    public LauncherException(String message, Throwable cause) {
        super(message, cause);
    }
}
