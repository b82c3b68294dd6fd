package dev.quarterdeck.state.admission;

import dev.quarterdeck.state.kind.Trees;
import tools.jackson.databind.node.ObjectNode;

/** New nodes take no pods until they have said that they are ready. */
public final class TaintNodesByCondition implements AdmissionPlugin {
    private static final String NOT_READY = "node.kubernetes.io/not-ready";
    private static final String EFFECT = "NoSchedule";

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isCreate() && request.isFor("", "nodes");
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode spec = Trees.child(request.object(), "spec");
        boolean tainted = Trees.objects(spec, "taints").stream()
                .anyMatch(t -> Trees.text(t, "key").equals(NOT_READY)
                        && Trees.text(t, "effect").equals(EFFECT));
        if (!tainted) {
            Trees.children(spec, "taints").addObject().put("effect", EFFECT).put("key", NOT_READY);
        }
    }
}
