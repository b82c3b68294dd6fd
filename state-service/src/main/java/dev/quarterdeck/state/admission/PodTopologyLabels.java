package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** A pod that gets a node learns its zone and region as labels (KEP-4742). */
public final class PodTopologyLabels implements AdmissionPlugin {
    private static final StoredResource NODES = new StoredResource("", "nodes");
    private static final List<String> LABELS = List.of("topology.kubernetes.io/zone", "topology.kubernetes.io/region");

    private final ClusterReader reader;

    public PodTopologyLabels(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isCreate() && (request.isFor("", "pods", "binding") || request.isFor("", "pods"));
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode object = request.object();
        String node = request.subresource().isEmpty()
                ? Trees.text(object, "spec", "nodeName")
                : Trees.text(object, "target", "kind").equals("Node") ? Trees.text(object, "target", "name") : "";
        if (node.isEmpty()) {
            return;
        }
        Seen found = reader.get(NODES, new ObjectKey("", node));
        if (found == null) {
            return;
        }
        Map<String, String> labels = Metadata.of(found.tree()).labels();
        for (String label : LABELS) {
            String value = labels.get(label);
            if (value != null) {
                Trees.child(Metadata.of(object).node(), "labels").put(label, value);
            }
        }
    }
}
