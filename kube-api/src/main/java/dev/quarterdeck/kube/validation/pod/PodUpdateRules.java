package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.Same;
import dev.quarterdeck.kube.validation.rule.StoredForm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What of a pod's spec may change after it was made: images, a shorter deadline, more tolerations, fewer scheduling gates. Nearly nothing else. */
final class PodUpdateRules {
    private static final String ONLY =
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private static final StoredForm SPEC = StoredForm.of("v1", "Pod", "spec");

    private PodUpdateRules() {}

    static void update(Field spec, Field old) {
        if (!containers(spec.at("containers"), old.at("containers"))
                || !containers(spec.at("initContainers"), old.at("initContainers"))
                || !deadline(spec.at("activeDeadlineSeconds"), old.at("activeDeadlineSeconds"))) {
            return;
        }
        tolerations(spec.at("tolerations"), old.at("tolerations"));
        gates(spec.at("schedulingGates"), old.at("schedulingGates"));
        if (spec.node().equals(old.node())
                || !(spec.node() instanceof ObjectNode now)
                || !(old.node() instanceof ObjectNode before)) {
            return;
        }
        ObjectNode masked = mask(now, before);
        if (old.at("schedulingGates").size() > 0) {
            gated(spec, old, masked);
        }
        if (!SPEC.same(masked, before)) {
            spec.forbidden(ONLY + "\n" + SpecDifference.of(before, masked));
        }
    }

    private static boolean containers(Field containers, Field old) {
        if (containers.size() != old.size()) {
            containers.forbidden("pod updates may not add or remove containers");
            return false;
        }
        for (Field container : containers.items()) {
            Check.required(container.at("image"));
            String image = container.at("image").text();
            if (!image.equals(image.strip())) {
                container.at("image").invalid("must not have leading or trailing whitespace");
            }
        }
        return true;
    }

    private static boolean deadline(Field deadline, Field old) {
        if (!deadline.isSet()) {
            if (old.isSet()) {
                deadline.invalidAs("null", "must not update from a positive integer to nil value");
            }
            return true;
        }
        if (!Check.inRange(deadline, 0, Integer.MAX_VALUE)) {
            return false;
        }
        if (old.isSet() && old.number() < deadline.number()) {
            deadline.invalid("must be less than or equal to previous value");
            return false;
        }
        return true;
    }

    private static void tolerations(Field tolerations, Field old) {
        List<JsonNode> now = new ArrayList<>();
        tolerations.items().forEach(t -> now.add(timeless(t.node())));
        for (Field toleration : old.items()) {
            JsonNode before = timeless(toleration.node());
            if (now.stream().noneMatch(n -> Same.same(n, before))) {
                tolerations.forbidden("existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
        TolerationRules.tolerations(tolerations);
    }

    private static JsonNode timeless(JsonNode toleration) {
        return toleration instanceof ObjectNode o ? o.deepCopy().without("tolerationSeconds") : toleration;
    }

    private static void gates(Field gates, Field old) {
        Set<String> known = new HashSet<>();
        old.items().forEach(gate -> known.add(gate.at("name").text()));
        for (Field gate : gates.items()) {
            String name = gate.at("name").text();
            if (!known.contains(name)) {
                gate.at("name").forbidden("only deletion is allowed, but found new scheduling gate '" + name + "'");
            }
        }
    }

    /** The new spec with the old values of all that may change. */
    private static ObjectNode mask(ObjectNode spec, ObjectNode old) {
        ObjectNode masked = spec.deepCopy();
        for (String list : new String[] {"containers", "initContainers"}) {
            if (masked.get(list) instanceof ArrayNode containers) {
                for (int i = 0; i < containers.size(); i++) {
                    if (containers.get(i) instanceof ObjectNode container) {
                        take(container, old.path(list).path(i), "image");
                    }
                }
            }
        }
        for (String field : new String[] {"activeDeadlineSeconds", "schedulingGates", "tolerations"}) {
            take(masked, old, field);
        }
        if (old.path("terminationGracePeriodSeconds").asLong(0) < 0
                && masked.path("terminationGracePeriodSeconds").asLong(0) == 1) {
            take(masked, old, "terminationGracePeriodSeconds");
        }
        return masked;
    }

    private static void take(ObjectNode to, JsonNode from, String field) {
        @Nullable JsonNode value = from.get(field);
        if (value == null) {
            to.remove(field);
        } else {
            to.set(field, value);
        }
    }

    /** While a pod waits at a gate, where it may run can be narrowed. */
    private static void gated(Field spec, Field old, ObjectNode masked) {
        Field selector = spec.at("nodeSelector");
        for (Field label : old.at("nodeSelector").entries()) {
            if (!selector.key(label.name()).is(label.text())) {
                selector.invalid("only additions to spec.nodeSelector are allowed (no mutations or deletions)");
                break;
            }
        }
        take(masked, old.node(), "nodeSelector");
        String required = "requiredDuringSchedulingIgnoredDuringExecution";
        Field terms = spec.at("affinity", "nodeAffinity", required, "nodeSelectorTerms");
        Field oldTerms = old.at("affinity", "nodeAffinity", required, "nodeSelectorTerms");
        if (oldTerms.size() > 0 && oldTerms.size() != terms.size()) {
            terms.invalid("no additions/deletions to non-empty NodeSelectorTerms list are allowed");
        } else {
            for (int i = 0; i < oldTerms.size(); i++) {
                if (!extendsTerm(terms.item(i).node(), oldTerms.item(i).node())) {
                    terms.item(i).invalid("only additions are allowed (no mutations or deletions)");
                }
            }
        }
        if (masked.get("affinity") instanceof ObjectNode affinity) {
            take(affinity, old.at("affinity").node(), "nodeAffinity");
        } else if (old.at("affinity", "nodeAffinity").isSet()) {
            masked.putObject("affinity")
                    .set("nodeAffinity", old.at("affinity", "nodeAffinity").node());
        }
    }

    private static boolean extendsTerm(JsonNode term, JsonNode old) {
        boolean empty = true;
        for (String list : new String[] {"matchExpressions", "matchFields"}) {
            JsonNode before = old.path(list);
            empty &= before.isEmpty();
            for (int i = 0; i < before.size(); i++) {
                if (!Same.same(before.path(i), term.path(list).path(i))) {
                    return false;
                }
            }
        }
        return !empty || Same.same(term, old);
    }
}
