package dev.quarterdeck.controller.bootstraptoken;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Deletes bootstrap tokens whose time is over.
 *
 * <pre>
 * expiration          → token
 * absent                stays
 * no time               deleted: nobody can tell how long it was meant to be good
 * in the future         stays until then
 * past                  deleted
 * </pre>
 */
public final class TokenCleanerController {
    static final String NAMESPACE = "kube-system";
    private static final String TYPE = "bootstrap.kubernetes.io/token";

    private TokenCleanerController() {}

    public static Controller create(ControllerContext context) {
        Informer<Secret> secrets = context.informers().of(Secret.class);
        ReconcileLoop<ObjectKey> loop = context.loop(
                "token_cleaner",
                key -> reconcile(key, secrets, context.api(), context.time().instant()));
        secrets.onChange((before, after) -> {
            if (after != null && isToken(after)) {
                loop.queue().add(ControllerContext.key(after));
            }
        });
        return new Controller("token-cleaner", List.of(loop), List.of(secrets));
    }

    static boolean isToken(Secret secret) {
        return TYPE.equals(secret.getType())
                && NAMESPACE.equals(secret.getMetadata().getNamespace());
    }

    private static Result reconcile(ObjectKey key, Informer<Secret> secrets, ObjectApi api, Instant now)
            throws InterruptedException {
        Optional<Secret> secret =
                secrets.get(key.namespace(), key.name()).filter(s -> isToken(s) && !s.isMarkedForDeletion());
        Optional<Instant> end = secret.flatMap(TokenCleanerController::expiration);
        if (end.isEmpty()) {
            return Result.DONE;
        }
        Duration left = Duration.between(now, end.get());
        if (left.isPositive()) {
            return Result.after(left);
        }
        api.delete(secret.get(), Propagation.DEFAULT);
        return Result.DONE;
    }

    /** The beginning of time where it says something that is none. */
    static Optional<Instant> expiration(Secret secret) {
        String encoded = secret.getData() == null ? null : secret.getData().get("expiration");
        if (encoded == null || encoded.isEmpty()) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return Optional.of(Instant.EPOCH);
        }
    }
}
