package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.kind.Trees;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A pod's runtime class exists, and brings its overhead, node selector and tolerations (KEP-585, KEP-688). */
public final class RuntimeClassAdmission implements AdmissionPlugin {
    private static final StoredResource CLASSES = new StoredResource("node.k8s.io", "runtimeclasses");

    private final ClusterReader reader;

    public RuntimeClassAdmission(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "RuntimeClass";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isCreate() && request.isFor("", "pods");
    }

    private @Nullable ObjectNode classOf(AdmissionRequest request) {
        String name = Trees.text(request.object(), "spec", "runtimeClassName");
        if (name.isEmpty()) {
            if (request.object().path("spec").path("runtimeClassName").isString()) {
                // The reference asks for it and fails.
                throw ApiException.ofOthers("", 500, "resource name may not be empty", ApiException.Details.NONE);
            }
            return null;
        }
        Seen found = reader.get(CLASSES, new ObjectKey("", name));
        if (found == null) {
            throw request.forbidden("pod rejected: RuntimeClass \"" + name + "\" not found");
        }
        return found.tree();
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode found = classOf(request);
        if (found == null) {
            return;
        }
        ObjectNode spec = Trees.child(request.object(), "spec");
        ObjectNode overhead = Trees.objectAt(found, "overhead", "podFixed");
        if (overhead != null) {
            if (!spec.path("overhead").isEmpty() && !spec.path("overhead").equals(overhead)) {
                throw request.forbidden("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
            }
            spec.set("overhead", overhead.deepCopy());
        }
        mergeSelector(request, spec, found.path("scheduling").path("nodeSelector"));
        for (ObjectNode toleration : Trees.objects(found, "scheduling", "tolerations")) {
            ArrayNode all = Trees.children(spec, "tolerations");
            if (Trees.objects(spec, "tolerations").stream().noneMatch(toleration::equals)) {
                all.add(toleration.deepCopy());
            }
        }
    }

    private static void mergeSelector(AdmissionRequest request, ObjectNode spec, JsonNode selector) {
        if (selector.isEmpty()) {
            return;
        }
        ObjectNode merged = Trees.child(spec, "nodeSelector");
        selector.properties().forEach(e -> {
            JsonNode given = merged.get(e.getKey());
            if (given != null && !given.equals(e.getValue())) {
                throw request.forbidden("conflict: runtimeClass.scheduling.nodeSelector[" + e.getKey() + "] = "
                        + e.getValue().stringValue("") + "; pod.spec.nodeSelector[" + e.getKey() + "] = "
                        + given.stringValue(""));
            }
            merged.set(e.getKey(), e.getValue());
        });
    }

    @Override
    public void validate(AdmissionRequest request) {
        ObjectNode found = classOf(request);
        JsonNode overhead = request.object().path("spec").path("overhead");
        if (!overhead.isObject()) {
            return;
        }
        ObjectNode defined = found == null ? null : Trees.objectAt(found, "overhead", "podFixed");
        if (defined == null) {
            throw request.forbidden(
                    "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }
        if (!overhead.equals(defined)) {
            throw request.forbidden("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        }
    }
}
