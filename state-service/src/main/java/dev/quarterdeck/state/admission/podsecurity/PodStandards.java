package dev.quarterdeck.state.admission.podsecurity;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The Pod Security Standards (Kubernetes documentation, page of that name; KEP-2579). The restricted level holds what the baseline level holds, but for rules
 * that it has stricter ones for.
 */
public final class PodStandards {

    /** @param until first version of the restricted level that has a stricter rule instead of this one */
    private record Baseline(PodCheck check, int until) {}

    private static final int ALWAYS = Integer.MAX_VALUE;
    /** Above every version that changed a rule. */
    private static final int NEWEST = 1_000_000;

    private static final List<Baseline> BASELINE = List.of(
            new Baseline(BaselineChecks::appArmorProfile, ALWAYS),
            new Baseline(BaselineChecks::capabilities, 22),
            new Baseline(BaselineChecks::hostNamespaces, ALWAYS),
            new Baseline(BaselineChecks::hostPathVolumes, 0),
            new Baseline(BaselineChecks::hostPorts, ALWAYS),
            new Baseline(BaselineChecks::probeHosts, ALWAYS),
            new Baseline(BaselineChecks::privileged, ALWAYS),
            new Baseline(BaselineChecks::procMount, 35),
            new Baseline(BaselineChecks::seLinuxOptions, ALWAYS),
            new Baseline(SeccompChecks::baseline, 19),
            new Baseline(BaselineChecks::sysctls, ALWAYS),
            new Baseline(BaselineChecks::windowsHostProcess, ALWAYS));

    private static final List<PodCheck> RESTRICTED = List.of(
            RestrictedChecks::allowPrivilegeEscalation,
            RestrictedChecks::capabilities,
            RestrictedChecks::procMount,
            RestrictedChecks::volumes,
            RestrictedChecks::runAsNonRoot,
            RestrictedChecks::runAsUser,
            SeccompChecks::restricted);

    private PodStandards() {}

    /** What the policy forbids of this pod, or of this template. */
    public static List<Violation> violations(LevelVersion policy, JsonNode metadata, JsonNode spec) {
        if (policy.level() == PolicyLevel.PRIVILEGED) {
            return List.of();
        }
        PodView pod = PodView.of(metadata, spec);
        boolean restricted = policy.level() == PolicyLevel.RESTRICTED;
        int minor = Math.min(policy.minor(), NEWEST);
        List<Violation> violations = new ArrayList<>(0);
        for (Baseline rule : BASELINE) {
            if (!restricted || minor < rule.until()) {
                add(rule.check(), pod, minor, violations);
            }
        }
        if (restricted) {
            RESTRICTED.forEach(rule -> add(rule, pod, minor, violations));
        }
        return violations;
    }

    private static void add(PodCheck check, PodView pod, int minor, List<Violation> violations) {
        Violation violation = check.check(pod, minor);
        if (violation != null) {
            violations.add(violation);
        }
    }

    /** {@code hostPort, privileged}. */
    public static String reasons(List<Violation> violations) {
        return Violation.reasons(violations);
    }

    /** Reasons with what they are about, for one object. */
    public static String details(List<Violation> violations) {
        return Violation.details(violations);
    }
}
