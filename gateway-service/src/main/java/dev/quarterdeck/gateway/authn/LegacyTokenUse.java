package dev.quarterdeck.gateway.authn;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stateclient.Caller;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes on a secret the day on which its token was used last, and knows those that are marked as unused: a controller marks and deletes them by that. One write
 * per token and day, while it is being used; nobody waits for it, and one that fails is tried again with the next use. Thread-safe. KEP-2799.
 */
public final class LegacyTokenUse {
    private static final Logger log = LoggerFactory.getLogger(LegacyTokenUse.class);
    private static final String LAST_USED = "kubernetes.io/legacy-token-last-used";
    private static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";
    private static final ResourceType SECRETS = BuiltInResources.catalog()
            .find(new GroupVersionResource("", "v1", "secrets"))
            .orElseThrow();
    private static final Caller SELF = new Caller(
            "system:apiserver", "", List.of("system:authenticated", "system:masters"), Map.of(), "kube-apiserver", "");

    private final Function<WriteRequest, CompletableFuture<WriteResult>> writes;
    private final Set<ObjectKey> underWay = ConcurrentHashMap.newKeySet();

    /** @param writes the way to state-service */
    public LegacyTokenUse(Function<WriteRequest, CompletableFuture<WriteResult>> writes) {
        this.writes = writes;
    }

    /** Whether it has been found unused, and is good for nothing until the mark is taken away. */
    static boolean isInvalid(Metadata secret) {
        return !secret.labels().getOrDefault(INVALID_SINCE, "").isEmpty();
    }

    void used(Metadata secret, Instant now) {
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        String last = secret.labels().getOrDefault(LAST_USED, "");
        // a replica whose clock is ahead may have written tomorrow's date
        boolean known =
                last.equals(today.toString()) || last.equals(today.plusDays(1).toString());
        ObjectKey key = secret.key();
        if (known || !underWay.add(key)) {
            return;
        }
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("uid", secret.uid()).putObject("labels").put(LAST_USED, today.toString());
        writes.apply(new WriteRequest.Patch(
                        SECRETS,
                        key.namespace(),
                        key.name(),
                        "",
                        Json.write(patch),
                        "application/merge-patch+json",
                        false,
                        SELF,
                        WriteRequest.Options.NONE))
                .whenComplete((done, failure) -> {
                    underWay.remove(key);
                    if (failure != null) {
                        log.warn(
                                "the use of the token in secret {} could not be written down: {}",
                                key,
                                failure.toString());
                    }
                });
    }
}
