package dev.quarterdeck.gateway.health;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One named check behind {@code /livez}, {@code /readyz} and {@code /healthz}.
 *
 * @param live also asked for {@code /livez}: only what a restart could cure
 * @param check completes where all is well, fails with what is wrong; never blocks
 */
public record NamedCheck(String name, boolean live, Supplier<CompletableFuture<Void>> check) {

    public static NamedCheck ping() {
        return new NamedCheck("ping", true, () -> CompletableFuture.completedFuture(null));
    }
}
