package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A pod on a node is not changed into what its node has not declared to be able to do (KEP-5328). */
public final class NodeDeclaredFeatureValidator implements AdmissionPlugin {
    static final StoredResource NODES = new StoredResource("", "nodes");

    private final ClusterReader reader;

    public NodeDeclaredFeatureValidator(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isUpdate() && (request.isFor("", "pods") || request.isFor("", "pods", "resize"));
    }

    @Override
    public void validate(AdmissionRequest request) {
        String nodeName = Trees.text(request.object(), "spec", "nodeName");
        if (nodeName.isEmpty()) {
            return;
        }
        List<String> wanted = wanted(request.old(), request.object());
        if (wanted.isEmpty()) {
            return;
        }
        Seen node = reader.get(NODES, new ObjectKey("", nodeName));
        if (node == null) {
            throw request.forbidden("node \"" + nodeName + "\" not found");
        }
        wanted.removeAll(Trees.texts(node.tree(), "status", "declaredFeatures"));
        if (!wanted.isEmpty()) {
            throw request.forbidden("pod update requires features " + String.join(", ", wanted)
                    + " which are not available on node \"" + nodeName + "\"");
        }
    }

    /** The features that this change needs, in the order of their names. */
    private static List<String> wanted(ObjectNode old, ObjectNode pod) {
        List<String> features = new ArrayList<>(0);
        if (!Objects.equals(Trees.at(old, "spec", "resources"), Trees.at(pod, "spec", "resources"))) {
            features.add("InPlacePodLevelResourcesVerticalScaling");
        }
        if (!initResources(old).equals(initResources(pod))) {
            features.add("InPlacePodVerticalScalingInitContainers");
        }
        return features;
    }

    /** Of init containers that end before the others start. */
    private static Map<String, JsonNode> initResources(ObjectNode pod) {
        return Trees.objects(pod, "spec", "initContainers").stream()
                .filter(c -> !Trees.text(c, "restartPolicy").equals("Always"))
                .collect(Collectors.toMap(
                        c -> Trees.text(c, "name"), NodeDeclaredFeatureValidator::resources, (a, b) -> a));
    }

    private static JsonNode resources(ObjectNode container) {
        @Nullable ObjectNode resources = Trees.objectAt(container, "resources");
        return resources == null ? container.objectNode() : resources;
    }
}
