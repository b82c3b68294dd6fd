package dev.quarterdeck.controller.serviceaccount;

import dev.quarterdeck.controller.wiring.Controller;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.Propagation;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.ReconcileLoop;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Looks once a day for tokens that nobody has used for a year: marks them, which makes them useless, and deletes them another year later. */
public final class LegacyTokenCleaner {
    private static final Duration PERIOD = Duration.ofHours(24);
    private static final String TRACKING = "kube-apiserver-legacy-service-account-token-tracking";

    private static final ApiResource SECRETS = ApiResource.of(Secret.class);

    private final Informer<ServiceAccount> accounts;
    private final Informer<Secret> secrets;
    private final Informer<Pod> pods;
    private final ControllerContext context;

    private LegacyTokenCleaner(ControllerContext context) {
        this.context = context;
        this.accounts = context.informers().of(ServiceAccount.class);
        this.secrets = context.informers().of(Secret.class);
        this.pods = context.informers().of(Pod.class);
    }

    public static Controller create(ControllerContext context) {
        LegacyTokenCleaner cleaner = new LegacyTokenCleaner(context);
        ReconcileLoop<String> loop = new ReconcileLoop<>(
                "legacy_service_account_token_cleaner", 1, context.time(), context.registry(), key -> cleaner.clean());
        loop.queue().add("");
        return new Controller(
                "legacy-serviceaccount-token-cleaner",
                List.of(loop),
                List.of(cleaner.accounts, cleaner.secrets, cleaner.pods));
    }

    private Result clean() throws InterruptedException {
        Instant now = context.time().instant();
        Optional<LocalDate> since = context.api()
                .get(ConfigMap.class, "kube-system", TRACKING)
                .flatMap(map -> LegacyTokenPlanner.date(
                        map.getData() == null ? null : map.getData().get("since")));
        if (since.filter(s -> LegacyTokenPlanner.isKnown(s, now)).isEmpty()) {
            return Result.after(PERIOD);
        }
        Map<String, Set<String>> mounted = new HashMap<>();
        for (Secret secret : secrets.list()) {
            if (TokenSecretPlanner.isToken(secret)) {
                String namespace = secret.getMetadata().getNamespace();
                LegacyTokenPlanner.Plan plan = LegacyTokenPlanner.plan(
                        secret,
                        account(secret),
                        name -> mounted.computeIfAbsent(namespace, this::mounted)
                                .contains(name),
                        now);
                carryOut(secret, plan, now);
            }
        }
        return Result.after(PERIOD);
    }

    private Optional<ServiceAccount> account(Secret secret) {
        return TokenSecretPlanner.accountName(secret)
                .flatMap(name -> accounts.get(secret.getMetadata().getNamespace(), name))
                .filter(a -> {
                    String uid = secret.getMetadata().getAnnotations().get(TokenSecretPlanner.ACCOUNT_UID);
                    return uid == null
                            || uid.isEmpty()
                            || uid.equals(a.getMetadata().getUid());
                });
    }

    private Set<String> mounted(String namespace) {
        return pods.list(namespace).stream()
                .map(pod -> context.api().serialization().convertValue(pod.getSpec(), JsonNode.class))
                .flatMap(spec -> SecretNames.of(spec).stream())
                .collect(Collectors.toSet());
    }

    /** Nothing is done to a token that was used or asked for a moment ago: it is no longer as it was read. */
    private void carryOut(Secret secret, LegacyTokenPlanner.Plan plan, Instant now) throws InterruptedException {
        switch (plan) {
            case NOTHING -> {}
            case MARK -> {
                ObjectNode patch = Json.object();
                patch.putObject("metadata")
                        .put("resourceVersion", secret.getMetadata().getResourceVersion())
                        .putObject("labels")
                        .put(
                                LegacyTokenPlanner.INVALID_SINCE,
                                now.atZone(ZoneOffset.UTC).toLocalDate().toString());
                context.api().mergePatch(secret, "", patch);
            }
            case DELETE ->
                context.api()
                        .delete(
                                SECRETS,
                                secret.getMetadata().getNamespace(),
                                secret.getMetadata().getName(),
                                secret.getMetadata().getUid(),
                                secret.getMetadata().getResourceVersion(),
                                Propagation.DEFAULT);
        }
    }
}
