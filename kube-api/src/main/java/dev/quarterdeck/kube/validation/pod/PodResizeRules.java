package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.StoredForm;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/resize} (KEP-1287): cpu and memory of containers, and of the pod as a whole, may change but not go; nothing else does. */
final class PodResizeRules {
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final StoredForm CONTAINERS = StoredForm.of("v1", "Pod", "spec", "containers");
    private static final StoredForm RESOURCES = StoredForm.of("v1", "Pod", "spec", "resources");
    private static final String[] LISTS = {"containers", "initContainers"};

    private PodResizeRules() {}

    /** Whether the pod is one that is resized at all; says why not. */
    static boolean resizable(Field pod, Field old) {
        boolean mirror = old.at("metadata", "annotations").key(MIRROR).isSet();
        if (mirror || old.at("spec", "os", "name").is("windows")) {
            pod.at("[]").forbidden((mirror ? "static" : "windows") + " pods cannot be resized");
            return false;
        }
        return true;
    }

    static void resize(Field pod, Field old) {
        Field spec = pod.at("spec");
        Field before = old.at("spec");
        podLevel(spec, before);
        if (!sameContainers(spec, before)) {
            return;
        }
        for (String list : LISTS) {
            for (int i = 0; i < spec.at(list).size(); i++) {
                Field container = spec.at(list).item(i);
                Field was = before.at(list).item(i);
                kept(container.at("resources"), was.at("resources"), "resource");
                onlyAmounts(container, was, list.equals("containers") ? spec : container);
            }
        }
    }

    private static boolean sameContainers(Field spec, Field old) {
        boolean same = true;
        for (String list : LISTS) {
            if (spec.at(list).size() != old.at(list).size()) {
                spec.at(list).forbidden(list + " may not be added or removed on resize");
                same = false;
                continue;
            }
            for (int i = 0; i < spec.at(list).size(); i++) {
                Field name = spec.at(list).item(i).at("name");
                if (!name.is(old.at(list).item(i).at("name").text())) {
                    name.forbidden(list + " may not be renamed or reordered on resize");
                    same = false;
                }
            }
        }
        return same;
    }

    private static void kept(Field resources, Field old, String what) {
        for (String list : new String[] {"requests", "limits"}) {
            boolean gone = old.at(list).entries().stream()
                    .anyMatch(entry -> !resources.at(list).key(entry.name()).isSet());
            if (gone) {
                resources.at(list).forbidden(what + " " + list + " cannot be removed");
            }
        }
    }

    private static void onlyAmounts(Field container, Field old, Field reported) {
        if (container.node() instanceof ObjectNode now && old.node() instanceof ObjectNode was) {
            ObjectNode masked = now.deepCopy();
            masked.set("resources", fixed(now.path("resources"), was.path("resources")));
            if (!CONTAINERS.same(listOf(masked), listOf(was))) {
                reported.forbidden(
                        reported == container
                                ? "only cpu and memory resources for init or sidecar containers are mutable"
                                : "only cpu and memory resources are mutable");
            }
            if (reported == container
                    && !container.at("restartPolicy").is("Always")
                    && !CONTAINERS.same(listOf(now), listOf(was))
                    && container.at("resizePolicy").items().stream()
                            .anyMatch(policy -> policy.at("restartPolicy").is("RestartContainer"))) {
                container.forbidden(
                        "non-sidecar init containers with a resize policy of RestartContainer cannot be resized");
            }
        }
    }

    private static void podLevel(Field spec, Field old) {
        Field resources = spec.at("resources");
        Field was = old.at("resources");
        if (isEmpty(resources) && isEmpty(was)) {
            return;
        }
        if (was.isSet() && !resources.isSet()) {
            resources.forbidden("pod-level resources cannot be removed");
            return;
        }
        kept(resources, was, "pod-level resource");
        if (!RESOURCES.same(fixed(resources.node(), was.node()), was.node())) {
            spec.forbidden("only cpu and memory resources are mutable at pod-level");
        }
    }

    private static boolean isEmpty(Field resources) {
        return resources.at("requests").isEmpty() && resources.at("limits").isEmpty();
    }

    /** Requests and limits with the old amounts of cpu and memory; claims are no part of it. */
    private static ObjectNode fixed(JsonNode resources, JsonNode old) {
        ObjectNode fixed = JsonNodeFactory.instance.objectNode();
        for (String list : new String[] {"limits", "requests"}) {
            ObjectNode amounts = fixed.putObject(list);
            resources.path(list).properties().forEach(entry -> amounts.set(entry.getKey(), entry.getValue()));
            for (String name : new String[] {"cpu", "memory"}) {
                JsonNode before = old.path(list).get(name);
                if (before == null) {
                    amounts.remove(name);
                } else {
                    amounts.set(name, before);
                }
            }
        }
        return fixed;
    }

    private static ArrayNode listOf(ObjectNode container) {
        return JsonNodeFactory.instance.arrayNode().add(container);
    }
}
