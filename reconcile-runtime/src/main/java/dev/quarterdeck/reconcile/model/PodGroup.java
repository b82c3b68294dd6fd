package dev.quarterdeck.reconcile.model;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A PodGroup of scheduling.k8s.io/v1alpha2 (KEP-4671), with what schedulers and controllers read of it. */
@Group("scheduling.k8s.io")
@Version("v1alpha2")
@Kind("PodGroup")
@Plural("podgroups")
public final class PodGroup extends GenericKubernetesResource implements Namespaced {
    private static final long serialVersionUID = 1;

    /** Held until no pod that has not ended is in the group. */
    public static final String PROTECTION = "scheduling.k8s.io/podgroup-protection";

    /** The condition that says whether its pods got their nodes. */
    public static final String SCHEDULED = "PodGroupScheduled";

    public PodGroup() {
        setApiVersion("scheduling.k8s.io/v1alpha2");
        setKind("PodGroup");
    }

    /**
     * One of its conditions.
     *
     * @param since when its status became what it is, RFC 3339
     */
    public record Condition(String type, String status, String reason, String message, String since) {}

    /** How many pods must get their nodes together; 0 where each goes for itself. */
    public int minCount() {
        return get("spec", "schedulingPolicy", "gang", "minCount") instanceof Number n ? n.intValue() : 0;
    }

    /** The Workload of whose template it was made; empty for none. */
    public String workload() {
        return get("spec", "podGroupTemplateRef", "workload", "workloadName") instanceof String name ? name : "";
    }

    /** The label of nodes that all its pods must find the same value of; empty for none. */
    public String topologyKey() {
        return get("spec", "schedulingConstraints", "topology") instanceof List<?> all
                        && !all.isEmpty()
                        && all.getFirst() instanceof Map<?, ?> first
                        && first.get("key") instanceof String key
                ? key
                : "";
    }

    /** Whether anything is asked of where its pods go. */
    public boolean constrained() {
        return get("spec", "schedulingConstraints") instanceof Map<?, ?>;
    }

    /** Whether its pods can only be displaced together. */
    public boolean displacedWhole() {
        return "PodGroup".equals(get("spec", "disruptionMode"));
    }

    public int priority() {
        return get("spec", "priority") instanceof Number n ? n.intValue() : 0;
    }

    /** Null where it has none of that type. */
    public @Nullable Condition condition(String type) {
        if (get("status", "conditions") instanceof List<?> all) {
            for (Object each : all) {
                if (each instanceof Map<?, ?> it && type.equals(it.get("type"))) {
                    return new Condition(
                            type,
                            text(it, "status"),
                            text(it, "reason"),
                            text(it, "message"),
                            text(it, "lastTransitionTime"));
                }
            }
        }
        return null;
    }

    private static String text(Map<?, ?> from, String key) {
        return Objects.toString(from.get(key), "");
    }
}
