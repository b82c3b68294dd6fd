package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.state.kind.Trees;
import tools.jackson.databind.node.ObjectNode;

/** Ingresses that name no class get the default one. */
public final class DefaultIngressClass implements AdmissionPlugin {
    private static final StoredResource CLASSES = new StoredResource("networking.k8s.io", "ingressclasses");

    private final ClusterReader reader;

    public DefaultIngressClass(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isCreate() && request.isFor("networking.k8s.io", "ingresses");
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode spec = Trees.child(request.object(), "spec");
        if (spec.hasNonNull("ingressClassName")
                || Metadata.of(request.object()).annotations().containsKey("kubernetes.io/ingress.class")) {
            return;
        }
        String name = DefaultClass.name(reader, CLASSES, "ingressclass.kubernetes.io/is-default-class");
        if (!name.isEmpty()) {
            spec.put("ingressClassName", name);
        }
    }
}
