package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.state.kind.Trees;
import tools.jackson.databind.node.ObjectNode;

/** Claims that name no storage class get the default one. The empty name is a choice too: no class. */
public final class DefaultStorageClass implements AdmissionPlugin {
    private static final StoredResource CLASSES = new StoredResource("storage.k8s.io", "storageclasses");

    private final ClusterReader reader;

    public DefaultStorageClass(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isCreate() && request.isFor("", "persistentvolumeclaims");
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode spec = Trees.child(request.object(), "spec");
        if (spec.hasNonNull("storageClassName")
                || Metadata.of(request.object()).annotations().containsKey("volume.beta.kubernetes.io/storage-class")) {
            return;
        }
        String name = DefaultClass.name(reader, CLASSES, "storageclass.kubernetes.io/is-default-class");
        if (name.isEmpty()) {
            name = DefaultClass.name(reader, CLASSES, "storageclass.beta.kubernetes.io/is-default-class");
        }
        if (!name.isEmpty()) {
            spec.put("storageClassName", name);
        }
    }
}
