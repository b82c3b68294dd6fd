package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.kube.apply.FieldFilter;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.kind.DefaultStrategy;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pods: pending when new, their class of service fixed for life, and given time to end. A pod that no node has, or that has ended, needs no time.
 */
public final class PodStrategy extends DefaultStrategy {
    private static final FieldFilter OF_STATUS =
            FieldFilter.excluding(List.of("spec", "metadata.deletionTimestamp", "metadata.ownerReferences"));
    private static final FieldFilter OF_EPHEMERAL_CONTAINERS =
            FieldFilter.including(List.of("spec.ephemeralContainers"));
    private static final FieldFilter OF_RESIZE = FieldFilter.including(List.of(
            "spec.containers.*.resources",
            "spec.containers.*.resizePolicy",
            "spec.initContainers.*.resources",
            "spec.initContainers.*.resizePolicy"));

    public PodStrategy(KindTraits traits) {
        super(traits);
    }

    /** A quality of service that the client names is believed. */
    @Override
    public void resetForCreate(ObjectNode pod) {
        if (pod.get("status") instanceof ObjectNode status) {
            status.retain("qosClass");
        }
    }

    @Override
    public void prepareForCreate(ObjectNode pod, WriteScope scope) {
        AppArmorAnnotations.apply(pod);
        String given = Trees.text(pod, "status", "qosClass");
        ObjectNode status = pod.putObject("status");
        status.put("phase", "Pending");
        if (!Trees.objects(pod, "spec", "schedulingGates").isEmpty()) {
            PodConditions.set(
                    status,
                    "PodScheduled",
                    "False",
                    "SchedulingGated",
                    "Scheduling is blocked due to non-empty scheduling gates",
                    scope.timestamp());
        }
        status.put("qosClass", given.isEmpty() ? QosClass.of(pod) : given);
    }

    @Override
    public void prepareForUpdate(ObjectNode pod, ObjectNode old, WriteScope scope) {
        take(pod, old, "status");
    }

    @Override
    public void prepareForStatusUpdate(ObjectNode pod, ObjectNode old, WriteScope scope) {
        super.prepareForStatusUpdate(pod, old, scope);
        takeMetadata(pod, old, "ownerReferences");
        takeMetadata(pod, old, "deletionTimestamp");
        ObjectNode status = Trees.child(pod, "status");
        String qos = Trees.text(old, "status", "qosClass");
        if (Trees.text(status, "qosClass").isEmpty() && !qos.isEmpty()) {
            status.put("qosClass", qos);
        }
        settleAddresses(status);
    }

    /** {@code podIP} is the first of {@code podIPs}; the single one wins where they differ. */
    private static void settleAddresses(ObjectNode status) {
        String single = Trees.text(status, "podIP");
        String first = Trees.objects(status, "podIPs").stream()
                .findFirst()
                .map(ip -> Trees.text(ip, "ip"))
                .orElse("");
        if (!single.isEmpty() && !single.equals(first)) {
            status.putArray("podIPs").addObject().put("ip", single);
        } else if (single.isEmpty() && !first.isEmpty()) {
            status.put("podIP", first);
        }
    }

    @Override
    public void prepareForSubresourceUpdate(String subresource, ObjectNode pod, ObjectNode old, WriteScope scope) {
        switch (subresource) {
            case "binding" -> {}
            case "ephemeralcontainers" -> keepAllButEphemeralContainers(pod, old);
            case "resize" -> PodResize.keepAllButResources(pod, old);
            default -> super.prepareForSubresourceUpdate(subresource, pod, old, scope);
        }
    }

    private static void keepAllButEphemeralContainers(ObjectNode pod, ObjectNode old) {
        ObjectNode spec = old.path("spec") instanceof ObjectNode s ? s.deepCopy() : pod.objectNode();
        put(spec, "ephemeralContainers", Trees.at(pod, "spec", "ephemeralContainers"));
        pod.set("spec", spec);
        take(pod, old, "metadata");
        take(pod, old, "status");
        if (old.get("metadata") instanceof ObjectNode metadata) {
            pod.set("metadata", metadata.deepCopy());
        }
    }

    @Override
    public FieldFilter ownable(String subresource) {
        return switch (subresource) {
            case "status" -> OF_STATUS;
            case "ephemeralcontainers" -> OF_EPHEMERAL_CONTAINERS;
            case "resize" -> OF_RESIZE;
            default -> super.ownable(subresource);
        };
    }

    @Override
    public List<FieldError> validateUpdate(String subresource, ObjectNode pod, ObjectNode old) {
        return switch (subresource) {
            case "ephemeralcontainers" -> EphemeralContainers.errors(pod, old);
            case "resize" -> PodResize.errors(pod, old);
            default -> List.of();
        };
    }

    @Override
    public Long gracePeriod(ObjectNode pod, @Nullable Long requested) {
        Long seconds = requested == null ? Trees.number(pod, "spec", "terminationGracePeriodSeconds") : requested;
        String phase = Trees.text(pod, "status", "phase");
        if (seconds == null
                || Trees.text(pod, "spec", "nodeName").isEmpty()
                || phase.equals("Succeeded")
                || phase.equals("Failed")) {
            return 0L;
        }
        return seconds < 0 ? 1L : seconds;
    }
}
