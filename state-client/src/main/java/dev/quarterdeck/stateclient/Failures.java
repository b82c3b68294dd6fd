package dev.quarterdeck.stateclient;

import dev.quarterdeck.kube.status.ApiException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What futures failed with: composed ones wrap it. */
public final class Failures {
    private Failures() {}

    public static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /** What the client is told: the refusal itself, or that something is wrong here. */
    public static ApiException refusal(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof ApiException e ? e : ApiException.internal(cause.toString());
    }

    /** Blocks for the result; throws the failure as it was. */
    public static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
