package dev.quarterdeck.controller.serviceaccount;

import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a token that once was made for an account without being asked for, and that nobody uses. Pure. KEP-2799.
 *
 * <pre>
 * use is tracked for a year   secret                                        last used        marked invalid   → what
 * no                            any                                           any              any                nothing
 * yes                           younger than a year, or being deleted         any              any                nothing
 * yes                           not listed by its account, or a pod has it    any              any                nothing
 * yes                           other                                         within a year    any                nothing
 * yes                           other                                         never, or before  no                 mark it
 * yes                           other                                         never, or before  within a year      nothing: it may be asked for yet
 * yes                           other                                         never, or before  before             delete
 * </pre>
 */
final class LegacyTokenPlanner {
    static final String LAST_USED = "kubernetes.io/legacy-token-last-used";
    static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";
    static final Duration UNUSED = Duration.ofDays(365);

    enum Plan {
        NOTHING,
        MARK,
        DELETE
    }

    private LegacyTokenPlanner() {}

    /** Whether use of tokens has been written down for long enough to say that one is not used. The first day does not count: it was not whole. */
    static boolean isKnown(LocalDate trackedSince, Instant now) {
        Instant whole = trackedSince.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return !now.isBefore(whole.plus(UNUSED));
    }

    /**
     * @param account empty where there is none of the name and uid that the secret has
     * @param isMounted whether a pod of the namespace names the secret
     */
    static Plan plan(Secret secret, Optional<ServiceAccount> account, Predicate<String> isMounted, Instant now) {
        Instant limit = now.minus(UNUSED);
        LocalDate day = limit.atZone(ZoneOffset.UTC).toLocalDate();
        if (secret.isMarkedForDeletion()
                || !Pods.time(secret.getMetadata().getCreationTimestamp()).isBefore(limit)) {
            return Plan.NOTHING;
        }
        String used = label(secret, LAST_USED);
        if (used != null && date(used).map(d -> !d.isBefore(day)).orElse(true)) {
            return Plan.NOTHING;
        }
        String name = secret.getMetadata().getName();
        if (account.filter(a -> lists(a, name)).isEmpty() || isMounted.test(name)) {
            return Plan.NOTHING;
        }
        return date(label(secret, INVALID_SINCE))
                .map(since -> since.isBefore(day) ? Plan.DELETE : Plan.NOTHING)
                .orElse(Plan.MARK);
    }

    private static boolean lists(ServiceAccount account, String secret) {
        return account.getSecrets() != null
                && account.getSecrets().stream().map(ObjectReference::getName).anyMatch(n -> Objects.equals(n, secret));
    }

    private static @Nullable String label(Secret secret, String key) {
        Map<String, String> labels = secret.getMetadata().getLabels();
        return labels == null ? null : labels.get(key);
    }

    static Optional<LocalDate> date(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(LocalDate.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
