package dev.quarterdeck.controller.pod;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether a pod may run on a node as far as names, labels and taints say. Resources are the scheduler's. */
public final class NodeFit {
    private NodeFit() {}

    /** Node selector and required node affinity; of the terms of an affinity one must hold, of the parts of a term all. */
    public static boolean matches(PodSpec spec, Node node) {
        Map<String, String> labels = node.getMetadata().getLabels() == null
                ? Map.of()
                : node.getMetadata().getLabels();
        Map<String, String> selector = spec.getNodeSelector() == null ? Map.of() : spec.getNodeSelector();
        boolean selected =
                selector.entrySet().stream().allMatch(e -> e.getValue().equals(labels.get(e.getKey())));
        boolean named = spec.getNodeName() == null
                || spec.getNodeName().isEmpty()
                || spec.getNodeName().equals(node.getMetadata().getName());
        return named && selected && affinity(spec, node, labels);
    }

    private static boolean affinity(PodSpec spec, Node node, Map<String, String> labels) {
        if (spec.getAffinity() == null
                || spec.getAffinity().getNodeAffinity() == null
                || spec.getAffinity().getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution() == null) {
            return true;
        }
        Map<String, String> fields = Map.of("metadata.name", node.getMetadata().getName());
        return spec
                .getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms()
                .stream()
                .anyMatch(term -> holds(term, labels, fields));
    }

    private static boolean holds(NodeSelectorTerm term, Map<String, String> labels, Map<String, String> fields) {
        boolean empty =
                term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty();
        return !empty
                && term.getMatchExpressions().stream().allMatch(r -> holds(r, labels::get))
                && term.getMatchFields().stream().allMatch(r -> holds(r, fields::get));
    }

    private static boolean holds(NodeSelectorRequirement requirement, Function<String, @Nullable String> values) {
        String value = values.apply(requirement.getKey());
        List<String> wanted = requirement.getValues();
        return switch (requirement.getOperator()) {
            case "In" -> value != null && wanted.contains(value);
            case "NotIn" -> value == null || !wanted.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> value != null && compare(value, wanted) > 0;
            case "Lt" -> value != null && compare(value, wanted) < 0;
            default -> false;
        };
    }

    /** 0 where one of the two is no number, so that neither greater nor less holds. */
    private static int compare(String value, List<String> wanted) {
        try {
            return Long.compare(Long.parseLong(value), Long.parseLong(wanted.getFirst()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether all taints of this effect are tolerated. */
    public static boolean tolerates(Collection<Toleration> tolerations, Node node, String effect) {
        List<Taint> taints = node.getSpec() == null ? List.of() : node.getSpec().getTaints();
        return taints.stream().filter(taint -> effect.equals(taint.getEffect())).allMatch(taint -> tolerations.stream()
                .anyMatch(t -> tolerates(t, taint)));
    }

    public static boolean tolerates(Toleration toleration, Taint taint) {
        boolean effect =
                isEmpty(toleration.getEffect()) || toleration.getEffect().equals(taint.getEffect());
        boolean key = isEmpty(toleration.getKey()) || toleration.getKey().equals(taint.getKey());
        boolean value = "Exists".equals(toleration.getOperator())
                || (!isEmpty(toleration.getKey())
                        && orEmpty(toleration.getValue()).equals(orEmpty(taint.getValue())));
        return effect && key && value;
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
