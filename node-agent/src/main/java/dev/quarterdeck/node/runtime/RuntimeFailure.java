package dev.quarterdeck.node.runtime;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** The runtime said no. The message is the runtime's, with its code in front as events show it. */
public final class RuntimeFailure extends RuntimeException {
    private final Status.Code code;

    public RuntimeFailure(Status.Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Status.Code code() {
        return code;
    }

    public boolean isNotFound() {
        return code == Status.Code.NOT_FOUND;
    }

    public boolean isTimeout() {
        return code == Status.Code.DEADLINE_EXCEEDED;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.toString() : message;
    }
}
