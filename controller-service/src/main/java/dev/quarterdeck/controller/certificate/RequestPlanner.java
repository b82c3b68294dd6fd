package dev.quarterdeck.controller.certificate;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a request. Pure.
 *
 * <pre>
 * approved   denied, failed   certificate   signer     → what
 * no         no               –               kubelets'    approve, if its user may (asked elsewhere)
 * yes        no               none            ours         sign, or say why not
 * any        any              any             any          remove when it is old
 * otherwise                                                nothing
 * </pre>
 */
final class RequestPlanner {
    private static final Duration PENDING = Duration.ofHours(24);
    private static final Duration DECIDED = Duration.ofHours(1);

    private RequestPlanner() {}

    /** What to do next. */
    enum Step {
        NOTHING,
        APPROVE,
        SIGN,
        REMOVE
    }

    static Step step(CertificateSigningRequest request, boolean signs, Instant now) {
        if (isOld(request, now)) {
            return Step.REMOVE;
        }
        boolean issued = !certificate(request).isEmpty();
        if (issued || has(request, "Denied") || has(request, "Failed")) {
            return Step.NOTHING;
        }
        String signer = request.getSpec().getSignerName();
        if (has(request, "Approved")) {
            return signs && SignerRules.SIGNERS.contains(signer) ? Step.SIGN : Step.NOTHING;
        }
        return SignerRules.KUBELET_CLIENT.equals(signer) ? Step.APPROVE : Step.NOTHING;
    }

    private static String certificate(CertificateSigningRequest request) {
        return request.getStatus() == null || request.getStatus().getCertificate() == null
                ? ""
                : request.getStatus().getCertificate();
    }

    private static List<CertificateSigningRequestCondition> conditions(CertificateSigningRequest request) {
        return request.getStatus() == null || request.getStatus().getConditions() == null
                ? List.of()
                : request.getStatus().getConditions();
    }

    private static boolean has(CertificateSigningRequest request, String type) {
        return conditions(request).stream().anyMatch(c -> c.getType().equals(type));
    }

    private static boolean isOld(CertificateSigningRequest request, Instant now) {
        if (conditions(request).isEmpty()) {
            return certificate(request).isEmpty()
                    && isBefore(request.getMetadata().getCreationTimestamp(), now.minus(PENDING));
        }
        return conditions(request).stream().anyMatch(c -> {
            boolean over = c.getType().equals("Denied")
                    || c.getType().equals("Failed")
                    || c.getType().equals("Approved") && !certificate(request).isEmpty();
            return over && isBefore(c.getLastUpdateTime(), now.minus(DECIDED));
        });
    }

    private static boolean isBefore(@Nullable String time, Instant limit) {
        try {
            return Optional.ofNullable(time)
                    .filter(t -> Instant.parse(t).isBefore(limit))
                    .isPresent();
        } catch (DateTimeException e) {
            return false;
        }
    }
}
