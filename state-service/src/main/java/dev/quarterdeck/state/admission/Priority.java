package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.kind.Trees;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Turns a pod's priority class into a number and a preemption policy, that of a group of pods into a number, and lets one class alone be the default. */
public final class Priority implements AdmissionPlugin {
    private static final StoredResource CLASSES = new StoredResource("scheduling.k8s.io", "priorityclasses");

    private final ClusterReader reader;
    private final boolean groups;

    /** @param groups whether groups of pods have a priority, too */
    public Priority(ClusterReader reader, boolean groups) {
        this.reader = reader;
        this.groups = groups;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() != AdmissionRequest.Operation.DELETE
                && (request.isFor("", "pods")
                        || request.isFor("scheduling.k8s.io", "priorityclasses")
                        || (groups && request.isCreate() && request.isFor("scheduling.k8s.io", "podgroups")));
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (request.isFor("scheduling.k8s.io", "podgroups")) {
            group(request);
            return;
        }
        if (!request.isFor("", "pods")) {
            return;
        }
        ObjectNode spec = Trees.child(request.object(), "spec");
        if (request.isUpdate()) {
            keep(spec, request.old(), "priority");
            keep(spec, request.old(), "preemptionPolicy");
            return;
        }
        String name = Trees.text(spec, "priorityClassName");
        ObjectNode found = name.isEmpty() ? defaultClass() : named(request, name);
        if (found != null) {
            spec.put("priorityClassName", Metadata.of(found).name());
        }
        long value = found == null ? 0 : found.path("value").longValue(0);
        Long given = Trees.number(spec, "priority");
        if (given != null && given != value) {
            throw request.forbidden("the integer value of priority (" + given
                    + ") must not be provided in pod spec; priority admission controller computed " + value
                    + " from the given PriorityClass name");
        }
        spec.put("priority", (int) value);
        String policy = found == null ? "PreemptLowerPriority" : Trees.text(found, "preemptionPolicy");
        String asked = Trees.text(spec, "preemptionPolicy");
        if (!policy.isEmpty()) {
            if (spec.hasNonNull("preemptionPolicy") && !asked.equals(policy)) {
                throw request.forbidden("the string value of PreemptionPolicy (" + asked
                        + ") must not be provided in pod spec; priority admission controller computed " + policy
                        + " from the given PriorityClass name");
            }
            spec.put("preemptionPolicy", policy);
        }
    }

    private void group(AdmissionRequest request) {
        ObjectNode spec = Trees.child(request.object(), "spec");
        String name = Trees.text(spec, "priorityClassName");
        ObjectNode found = name.isEmpty() ? defaultClass() : named(request, name);
        long value = found == null ? 0 : found.path("value").longValue(0);
        Long given = Trees.number(spec, "priority");
        if (given != null && given != value) {
            throw request.forbidden("priority set in the pod group (" + given
                    + ") must match the priority computed (" + value
                    + ") based on the priority class set in the spec");
        }
        if (found != null) {
            spec.put("priorityClassName", Metadata.of(found).name());
        }
        spec.put("priority", (int) value);
    }

    private static void keep(ObjectNode spec, ObjectNode old, String field) {
        if (!spec.hasNonNull(field) && old.path("spec").hasNonNull(field)) {
            spec.set(field, old.path("spec").get(field));
        }
    }

    private ObjectNode named(AdmissionRequest request, String name) {
        Seen found = reader.get(CLASSES, new ObjectKey("", name));
        if (found == null) {
            throw request.forbidden("no PriorityClass with name " + name + " was found");
        }
        return found.tree();
    }

    /** Of several defaults, which only a race can make, the lowest. */
    private @Nullable ObjectNode defaultClass() {
        return reader.list(CLASSES, "").stream()
                .map(Seen::tree)
                .filter(c -> Trees.isTrue(c, "globalDefault"))
                .min(Comparator.comparingLong(c -> c.path("value").longValue(0)))
                .orElse(null);
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!request.isFor("scheduling.k8s.io", "priorityclasses")
                || !Trees.isTrue(request.object(), "globalDefault")) {
            return;
        }
        ObjectNode current = defaultClass();
        if (current != null
                && (request.isCreate() || !Metadata.of(current).name().equals(request.name()))) {
            throw request.forbidden("PriorityClass " + Metadata.of(current).name()
                    + " is already marked as default. Only one default can exist");
        }
    }
}
