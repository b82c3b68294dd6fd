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
 * @param course what is done after {@code before} in place of creating {@code measured}; null for that
 */
record Scenario(
        String name,
        int size,
        double aim,
        List<NodeSort> nodes,
        int teams,
        List<Step> before,
        @Nullable Churn meanwhile,
        Pods measured,
        @Nullable Course course) {

    Scenario(
            String name,
            int size,
            double aim,
            List<NodeSort> nodes,
            int teams,
            List<Step> before,
            @Nullable Churn meanwhile,
            Pods measured) {
        this(name, size, aim, nodes, teams, before, meanwhile, measured, null);
    }

    /** One that is all course; its nodes are there before. */
    static Scenario of(String name, int size, double aim, List<NodeSort> nodes, Course course) {
        return new Scenario(
                name,
                size,
                aim,
                nodes,
                0,
                List.of(),
                null,
                Pods.of(PodTemplate.LIGHT, course.pods(), "sched-1"),
                course);
    }

    /** What is done before pods are measured. */
    sealed interface Step {}

    /**
     * @param awaited whether the next step waits until all have a node
     * @param volumes of which sort each has a volume and a claim of its own ({@link Volumes}); empty for none
     */
    record Pods(PodTemplate template, int count, String namespace, boolean awaited, String volumes) implements Step {
        static Pods of(PodTemplate template, int count, String namespace) {
            return new Pods(template, count, namespace, true, "");
        }

        Pods unawaited() {
            return new Pods(template, count, namespace, false, volumes);
        }

        Pods with(String sortOfVolumes) {
            return new Pods(template, count, namespace, awaited, sortOfVolumes);
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
