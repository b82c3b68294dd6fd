package dev.quarterdeck.node.pod;

import dev.quarterdeck.node.host.NodeFacts;
import dev.quarterdeck.node.spec.PodFacts;
import dev.quarterdeck.node.spec.Resources;
import dev.quarterdeck.node.status.StatusInput.Verdict;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether the node takes a pod that was bound to it: schedulers may be behind, and pods may be bound by hand. */
final class PodAdmission {
    private final PodWorkers workers;
    private final Supplier<NodeFacts> facts;

    PodAdmission(PodWorkers workers, Supplier<NodeFacts> facts) {
        this.workers = workers;
        this.facts = facts;
    }

    /** @return why not, or null */
    @Nullable
    Verdict check(Pod pod) {
        String os =
                pod.getSpec().getOs() == null ? "linux" : pod.getSpec().getOs().getName();
        if (!os.equals("linux")) {
            return rejected("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS");
        }
        Optional<String> forbidden = SafeSysctls.objection(pod);
        if (forbidden.isPresent()) {
            return rejected("SysctlForbidden", forbidden.get());
        }
        List<Pod> others = workers.all().stream()
                .filter(worker -> !worker.uid().equals(PodFacts.uid(pod)) && !worker.absent())
                .filter(worker ->
                        worker.state() != PodState.SEEN && worker.state().compareTo(PodState.STOPPED) < 0)
                .map(PodWorker::pod)
                .toList();
        Map<String, Quantity> allocatable = facts.get().allocatable();
        Verdict verdict = fits("pods", 1, others.size(), amount(allocatable, "pods", 1));
        if (verdict == null) {
            verdict = fits(
                    "cpu",
                    Resources.podRequest(pod, "cpu"),
                    others.stream()
                            .mapToLong(o -> Resources.podRequest(o, "cpu"))
                            .sum(),
                    amount(allocatable, "cpu", 1000));
        }
        if (verdict == null) {
            verdict = fits(
                    "memory",
                    Resources.podRequest(pod, "memory"),
                    others.stream()
                            .mapToLong(o -> Resources.podRequest(o, "memory"))
                            .sum(),
                    amount(allocatable, "memory", 1));
        }
        return verdict;
    }

    private static long amount(Map<String, Quantity> allocatable, String resource, long scale) {
        Quantity quantity = allocatable.get(resource);
        return quantity == null
                ? Long.MAX_VALUE
                : quantity.getNumericalAmount()
                        .multiply(BigDecimal.valueOf(scale))
                        .longValue();
    }

    private static @Nullable Verdict fits(String resource, long requested, long used, long capacity) {
        return requested == 0 || requested <= capacity - used
                ? null
                : rejected(
                        "OutOf" + resource,
                        "Node didn't have enough resource: " + resource + ", requested: " + requested + ", used: "
                                + used + ", capacity: " + capacity);
    }

    private static Verdict rejected(String reason, String message) {
        return new Verdict(reason, "Pod was rejected: " + message);
    }
}
