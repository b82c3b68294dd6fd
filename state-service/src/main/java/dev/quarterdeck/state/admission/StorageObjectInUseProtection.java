package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.state.kind.Trees;
import java.util.Map;

/** Claims and volumes get a finalizer, so that they are not gone before their last user is. */
public final class StorageObjectInUseProtection implements AdmissionPlugin {
    private static final Map<String, String> FINALIZERS = Map.of(
            "persistentvolumeclaims", "kubernetes.io/pvc-protection",
            "persistentvolumes", "kubernetes.io/pv-protection",
            "volumeattributesclasses", "kubernetes.io/vac-protection");

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isCreate()
                && request.subresource().isEmpty()
                && FINALIZERS.containsKey(request.type().gvr().resource());
    }

    @Override
    public void mutate(AdmissionRequest request) {
        String finalizer = FINALIZERS.get(request.type().gvr().resource());
        Metadata metadata = Metadata.of(request.object());
        if (!metadata.finalizers().contains(finalizer)) {
            Trees.children(metadata.node(), "finalizers").add(finalizer);
        }
    }
}
