package dev.quarterdeck.state.admission.policy;

import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.admission.match.MatchCriteria;
import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A binding of a policy, read. {@code actions} are empty for mutating ones. */
record Binding(
        String name, MatchCriteria criteria, @Nullable ParamRef paramRef, List<String> actions) {

    /** By the name of the policy; in the order of their own names. */
    static Map<String, List<Binding>> byPolicy(List<Seen> bindings) {
        Map<String, List<Binding>> byPolicy = new HashMap<>();
        for (Seen seen : bindings) {
            ObjectNode spec = Trees.objectAt(seen.tree(), "spec");
            Binding binding = new Binding(
                    Metadata.of(seen.tree()).name(),
                    MatchCriteria.ofMatchResources(Trees.objectAt(spec, "matchResources")),
                    ParamRef.of(Trees.objectAt(spec, "paramRef")),
                    Trees.texts(spec, "validationActions"));
            byPolicy.computeIfAbsent(Trees.text(spec, "policyName"), p -> new ArrayList<>())
                    .add(binding);
        }
        return byPolicy;
    }
}
