package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.kind.Trees;
import tools.jackson.databind.node.ObjectNode;

/** A claim grows only once it is bound, and only where its storage class lets it. */
public final class PersistentVolumeClaimResize implements AdmissionPlugin {
    private static final StoredResource CLASSES = new StoredResource("storage.k8s.io", "storageclasses");

    private final ClusterReader reader;

    public PersistentVolumeClaimResize(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isUpdate() && request.isFor("", "persistentvolumeclaims");
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (size(request.object()).compareTo(size(request.old())) <= 0) {
            return;
        }
        if (!Trees.text(request.old(), "status", "phase").equals("Bound")) {
            throw request.forbidden("Only bound persistent volume claims can be expanded");
        }
        if (!expands(request.object(), request.old())) {
            throw request.forbidden("only dynamically provisioned pvc can be resized and the storageclass that"
                    + " provisions the pvc must support resize");
        }
    }

    private boolean expands(ObjectNode claim, ObjectNode old) {
        String name = Trees.text(claim, "spec", "storageClassName");
        if (name.isEmpty() || !name.equals(Trees.text(old, "spec", "storageClassName"))) {
            return false;
        }
        Seen found = reader.get(CLASSES, new ObjectKey("", name));
        return found != null && Trees.isTrue(found.tree(), "allowVolumeExpansion");
    }

    private static Quantity size(ObjectNode claim) {
        String text = claim.path("spec")
                .path("resources")
                .path("requests")
                .path("storage")
                .asString("");
        return Quantity.isValid(text) ? Quantity.parse(text) : Quantity.ZERO;
    }
}
