package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A namespace's LimitRanges: containers that ask for nothing get defaults, and what lies outside of the limits is refused. */
public final class LimitRanger implements AdmissionPlugin {
    private static final StoredResource LIMITS = new StoredResource("", "limitranges");
    private static final String ANNOTATION = "kubernetes.io/limit-ranger";

    private final ClusterReader reader;

    public LimitRanger(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return switch (request.operation()) {
            case CREATE -> request.isFor("", "pods") || request.isFor("", "persistentvolumeclaims");
            case UPDATE -> request.isFor("", "pods", "resize") || request.isFor("", "persistentvolumeclaims");
            case DELETE, CONNECT -> false;
        };
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (!request.type().gvr().resource().equals("pods")) {
            return;
        }
        for (Seen limitRange : reader.list(LIMITS, request.namespace())) {
            fillIn(request.object(), limitRange.tree());
        }
    }

    private static void fillIn(ObjectNode pod, ObjectNode limitRange) {
        List<String> notes = new ArrayList<>(0);
        for (ObjectNode limit : Trees.objects(limitRange, "spec", "limits")) {
            if (Trees.text(limit, "type").equals("Container")) {
                Trees.objects(pod, "spec", "containers").forEach(c -> fillIn(c, "container", limit, notes));
                Trees.objects(pod, "spec", "initContainers").forEach(c -> fillIn(c, "init container", limit, notes));
            }
        }
        if (!notes.isEmpty()) {
            Trees.child(Trees.child(pod, "metadata"), "annotations")
                    .put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", notes));
        }
    }

    private static void fillIn(ObjectNode container, String what, ObjectNode limit, List<String> notes) {
        String of = " for " + what + " " + Trees.text(container, "name");
        TreeSet<String> requests = fillIn(container, "requests", limit.path("defaultRequest"));
        TreeSet<String> limits = fillIn(container, "limits", limit.path("default"));
        if (!requests.isEmpty()) {
            notes.add(String.join(", ", requests) + " request" + of);
        }
        if (!limits.isEmpty()) {
            notes.add(String.join(", ", limits) + " limit" + of);
        }
    }

    private static TreeSet<String> fillIn(ObjectNode container, String list, JsonNode defaults) {
        TreeSet<String> set = new TreeSet<>();
        for (var entry : defaults.properties()) {
            ObjectNode resources = Trees.child(Trees.child(container, "resources"), list);
            if (!resources.has(entry.getKey())) {
                resources.set(entry.getKey(), entry.getValue());
                set.add(entry.getKey());
            }
        }
        return set;
    }

    @Override
    public void validate(AdmissionRequest request) {
        boolean pods = request.type().gvr().resource().equals("pods");
        for (Seen limitRange : reader.list(LIMITS, request.namespace())) {
            List<String> violations = pods
                    ? LimitChecks.pod(request.object(), limitRange.tree())
                    : LimitChecks.claim(request.object(), limitRange.tree());
            if (!violations.isEmpty()) {
                throw request.forbidden(
                        violations.size() == 1 ? violations.getFirst() : "[" + String.join(", ", violations) + "]");
            }
        }
    }
}
