package dev.quarterdeck.state.bootstrap.rbac;

import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The roles and bindings that a cluster must have: those of Kubernetes 1.36, and those of Quarterdeck's own components. Roles that gather other roles
 * carry the gathered rules from the start, so that they mean what they say before any controller runs.
 */
public final class DefaultRoles {

    private DefaultRoles() {}

    /** Roles before the bindings that name them; new trees at every call. */
    public static List<ObjectNode> objects() {
        return objects(Features.defaults());
    }

    /** The same with what features add. */
    public static List<ObjectNode> objects(Features features) {
        List<ObjectNode> objects = ofKubernetes(features);
        objects.stream().filter(o -> o.has("aggregationRule")).toList().forEach(role -> gather(role, objects, 0));
        List<ObjectNode> own = RoleTable.read("quarterdeck-roles.txt", gate -> true);
        own.stream()
                .filter(o -> Metadata.of(o).name().equals("system:quarterdeck:controllers") && o.has("rules"))
                .forEach(role -> addControllerRules(role, objects));
        objects.addAll(own);
        objects.sort(Comparator.comparing(o -> o.has("roleRef")));
        return objects;
    }

    /** As a fresh kube-apiserver holds them, before its controllers have run. */
    static List<ObjectNode> ofKubernetes() {
        return ofKubernetes(Features.defaults());
    }

    static List<ObjectNode> ofKubernetes(Features features) {
        List<ObjectNode> objects = RoleTable.read("default-roles.txt", gate -> true);
        for (ObjectNode more : RoleTable.read("feature-roles.txt", features::isOn)) {
            objects.stream()
                    .filter(o -> isSame(o, more))
                    .findFirst()
                    .ifPresentOrElse(
                            role -> addMissing(role.withArray("rules"), more.path("rules")), () -> objects.add(more));
        }
        return objects;
    }

    private static boolean isSame(ObjectNode one, ObjectNode other) {
        return one.path("kind").equals(other.path("kind"))
                && Metadata.of(one).key().equals(Metadata.of(other).key());
    }

    public static StoredResource resourceOf(ObjectNode object) {
        return new StoredResource(
                RoleTable.GROUP, object.path("kind").stringValue("").toLowerCase(Locale.ROOT) + "s");
    }

    /** The rules of all roles that carry the label, by name, each once. A gathered role may gather itself (admin holds edit, which holds view). */
    private static void gather(ObjectNode role, List<ObjectNode> all, int depth) {
        if (depth > 4) {
            throw new IllegalStateException(
                    "aggregation goes in a circle at " + Metadata.of(role).name());
        }
        Map.Entry<String, JsonNode> wanted = role.at("/aggregationRule/clusterRoleSelectors/0/matchLabels")
                .properties()
                .iterator()
                .next();
        List<ObjectNode> sources = new ArrayList<>(all.stream()
                .filter(o -> "true".equals(Metadata.of(o).labels().get(wanted.getKey())))
                .toList());
        sources.sort(Comparator.comparing(o -> Metadata.of(o).name()));
        ArrayNode rules = role.arrayNode();
        for (ObjectNode source : sources) {
            if (source.has("aggregationRule")) {
                gather(source, all, depth + 1);
            }
            addMissing(rules, source.path("rules"));
        }
        role.set("rules", rules);
    }

    private static void addControllerRules(ObjectNode role, List<ObjectNode> all) {
        ArrayNode rules = role.withArray("rules");
        for (ObjectNode source : all) {
            if (source.path("kind").stringValue("").equals("ClusterRole")
                    && Metadata.of(source).name().startsWith("system:controller:")) {
                addMissing(rules, source.path("rules"));
            }
        }
    }

    private static void addMissing(ArrayNode rules, JsonNode more) {
        for (JsonNode rule : more) {
            if (rules.valueStream().noneMatch(rule::equals)) {
                rules.add(rule.deepCopy());
            }
        }
    }
}
