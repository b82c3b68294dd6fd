package dev.quarterdeck.state.admission;

import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Pods stay for five minutes on a node that is not ready or can't be reached, unless they say otherwise. */
public final class DefaultTolerationSeconds implements AdmissionPlugin {
    private static final int SECONDS = 300;
    private static final List<String> TAINTS =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() != AdmissionRequest.Operation.DELETE && request.isFor("", "pods");
    }

    @Override
    public void mutate(AdmissionRequest request) {
        ObjectNode spec = Trees.child(request.object(), "spec");
        List<ObjectNode> given = Trees.objects(spec, "tolerations");
        for (String taint : TAINTS) {
            if (given.stream().noneMatch(t -> tolerates(t, taint))) {
                Trees.children(spec, "tolerations")
                        .addObject()
                        .put("effect", "NoExecute")
                        .put("key", taint)
                        .put("operator", "Exists")
                        .put("tolerationSeconds", SECONDS);
            }
        }
    }

    private static boolean tolerates(ObjectNode toleration, String taint) {
        String key = Trees.text(toleration, "key");
        String effect = Trees.text(toleration, "effect");
        return (key.isEmpty() || key.equals(taint)) && (effect.isEmpty() || effect.equals("NoExecute"));
    }
}
