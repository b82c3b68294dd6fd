package dev.quarterdeck.scheduler.gang;

import java.util.function.Predicate;

/**
 * Which parts of workload scheduling are on; all alpha in 1.36, and off unless asked for.
 *
 * @param groups pods of a PodGroup are tried together (GenericWorkload)
 * @param gangs so many of them as the PodGroup says get their nodes at once, or none (GangScheduling)
 * @param preemption a PodGroup displaces others as one (WorkloadAwarePreemption)
 * @param topology all pods of a PodGroup go where a label of nodes is the same (TopologyAwareWorkloadScheduling)
 */
public record GangSettings(boolean groups, boolean gangs, boolean preemption, boolean topology) {
    public static final GangSettings OFF = new GangSettings(false, false, false, false);

    /** @param gates whether a feature gate is on; nothing is without GenericWorkload */
    public static GangSettings of(Predicate<String> gates) {
        return gates.test("GenericWorkload")
                ? new GangSettings(
                        true,
                        gates.test("GangScheduling"),
                        gates.test("WorkloadAwarePreemption"),
                        gates.test("TopologyAwareWorkloadScheduling"))
                : OFF;
    }
}
