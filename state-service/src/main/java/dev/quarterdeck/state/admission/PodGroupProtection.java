package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.state.kind.Trees;

/** A PodGroup gets a finalizer, so that it is not gone before its last pod is. Only where GenericWorkload is on. */
public final class PodGroupProtection implements AdmissionPlugin {
    private static final String FINALIZER = "scheduling.k8s.io/podgroup-protection";

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isCreate() && request.isFor("scheduling.k8s.io", "podgroups");
    }

    @Override
    public void mutate(AdmissionRequest request) {
        Metadata metadata = Metadata.of(request.object());
        if (!metadata.finalizers().contains(FINALIZER)) {
            Trees.children(metadata.node(), "finalizers").add(FINALIZER);
        }
    }
}
