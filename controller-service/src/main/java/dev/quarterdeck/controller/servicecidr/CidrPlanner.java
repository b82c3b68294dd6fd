package dev.quarterdeck.controller.servicecidr;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides what becomes of a ServiceCIDR (KEP-1880). Pure.
 *
 * <pre>
 * being deleted   finalizer   addresses that are in no other range   deleted since   → what
 * no              none        any                                    –                 add the finalizer
 * no              there       any                                    –                 Ready is True
 * yes             there       some                                   any               Ready is False
 * yes             there       none                                   less than 10 s    wait
 * yes             there       none                                   10 s or longer    remove the finalizer
 * yes             none        any                                    any               nothing
 * </pre>
 */
final class CidrPlanner {
    static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";
    static final Duration GRACE = Duration.ofSeconds(10);
    private static final String READY = "Ready";

    private CidrPlanner() {}

    static CidrPlan plan(ServiceCIDR range, Collection<ServiceCIDR> all, Collection<String> addresses, Instant now) {
        boolean held = range.getMetadata().getFinalizers() != null
                && range.getMetadata().getFinalizers().contains(FINALIZER);
        if (!range.isMarkedForDeletion()) {
            return !held ? CidrPlan.ADD_FINALIZER : says(range, "True") ? CidrPlan.NOTHING : CidrPlan.SAY_READY;
        }
        if (!held) {
            return CidrPlan.NOTHING;
        }
        if (isNeeded(range, all, addresses)) {
            return says(range, "False") ? CidrPlan.NOTHING : CidrPlan.SAY_TERMINATING;
        }
        Instant deleted = Instant.parse(range.getMetadata().getDeletionTimestamp());
        return now.isBefore(deleted.plus(GRACE)) ? CidrPlan.WAIT : CidrPlan.REMOVE_FINALIZER;
    }

    private static boolean says(ServiceCIDR range, String status) {
        return range.getStatus() != null
                && range.getStatus().getConditions().stream()
                        .anyMatch(
                                c -> c.getType().equals(READY) && c.getStatus().equals(status));
    }

    private static boolean isNeeded(ServiceCIDR range, Collection<ServiceCIDR> all, Collection<String> addresses) {
        List<CidrBlock> own = blocks(range);
        List<CidrBlock> others = all.stream()
                .filter(o -> !o.isMarkedForDeletion())
                .filter(o -> !Objects.equals(
                        o.getMetadata().getName(), range.getMetadata().getName()))
                .flatMap(o -> blocks(o).stream())
                .toList();
        return addresses.stream()
                .anyMatch(a -> own.stream().anyMatch(b -> b.contains(a))
                        && others.stream().noneMatch(b -> b.contains(a)));
    }

    static List<CidrBlock> blocks(ServiceCIDR range) {
        return range.getSpec() == null || range.getSpec().getCidrs() == null
                ? List.of()
                : range.getSpec().getCidrs().stream()
                        .map(CidrBlock::parse)
                        .flatMap(Optional::stream)
                        .toList();
    }

    static Condition condition(CidrPlan plan, Instant now) {
        boolean ready = plan == CidrPlan.SAY_READY;
        Condition condition = new Condition();
        condition.setType(READY);
        condition.setStatus(ready ? "True" : "False");
        condition.setReason(ready ? "" : "Terminating");
        condition.setMessage(
                ready
                        ? "Kubernetes Service CIDR is ready"
                        : "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new"
                                + " ServiceCIDR");
        condition.setLastTransitionTime(now.truncatedTo(ChronoUnit.SECONDS).toString());
        return condition;
    }
}
