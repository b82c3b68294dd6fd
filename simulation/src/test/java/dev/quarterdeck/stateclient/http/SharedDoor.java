package dev.quarterdeck.stateclient.http;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Lets the simulation share questions as {@link HttpStateClient} does. */
public final class SharedDoor {
    private SharedDoor() {}

    public static <K, A> Function<K, CompletableFuture<A>> shared(Function<K, CompletableFuture<A>> ask) {
        return new SharedAnswers<>(ask)::ask;
    }
}
