package dev.quarterdeck.benchmarks.scheduling;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is there, what happens meanwhile, and which pods are measured.
 *
 * @param size of the cluster that it is for, in nodes, more or less
 * @param aim how many times the reference's pods per second we want; 0 for none
 * @param teams how many namespaces {@code team-N} with the label that terms select
 * @param before in this order
 * @param meanwhile while pods are measured; null for nothing
 */
record Scenario(
        String name,
        int size,
        double aim,
        List<NodeSort> nodes,
        int teams,
        List<Step> before,
        @Nullable Churn meanwhile,
        Pods measured) {

    /** What is done before pods are measured. */
    sealed interface Step {}

    /**
     * @param awaited whether the next step waits until all have a node
     * @param claim whether each has a claim of its own, bound to a volume of its own
     */
    record Pods(PodTemplate template, int count, String namespace, boolean awaited, boolean claim) implements Step {
        static Pods of(PodTemplate template, int count, String namespace) {
            return new Pods(template, count, namespace, true, false);
        }

        Pods unawaited() {
            return new Pods(template, count, namespace, false, claim);
        }

        Pods withClaims() {
            return new Pods(template, count, namespace, awaited, true);
        }
    }

    /** Pods of a namespace are deleted in the background from here on. */
    record Deleting(String namespace, int perSecond) implements Step {}

    /** A Service that selects labelled pods. */
    record ServiceFor(String namespace) implements Step {}

    /** A Secret that pods mount. */
    record SecretIn(String namespace) implements Step {}

    /**
     * Objects that come all the time.
     *
     * @param template of a pod
     * @param everyMillis one each
     * @param recreated whether what came is deleted before it comes again, and a node and a Service with it
     */
    record Churn(PodTemplate template, int everyMillis, boolean recreated) {}
}
