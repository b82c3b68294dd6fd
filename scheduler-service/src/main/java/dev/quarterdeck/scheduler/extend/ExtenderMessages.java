package dev.quarterdeck.scheduler.extend;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.scheduler.cycle.NodeExtension.Victims;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What extenders are asked and what they answer (kube-scheduler/extender/v1). Fields are written with capitals, as its types have no other names; they are read
 * in whatever case.
 */
final class ExtenderMessages {
    private final KubernetesSerialization models;
    private final Function<String, @Nullable Node> nodes;

    /** @param nodes whole nodes by name, for extenders that do not know them */
    ExtenderMessages(KubernetesSerialization models, Function<String, @Nullable Node> nodes) {
        this.models = models;
        this.nodes = nodes;
    }

    private JsonNode tree(Object model) {
        return models.convertValue(model, JsonNode.class);
    }

    ObjectNode question(Pod pod, Collection<String> names, boolean namesAreEnough) {
        ObjectNode question = Json.object();
        question.set("Pod", tree(pod));
        if (namesAreEnough) {
            question.putNull("Nodes");
            names.forEach(question.putArray("NodeNames")::add);
            return question;
        }
        ArrayNode items = question.putObject("Nodes")
                .put("kind", "NodeList")
                .put("apiVersion", "v1")
                .putArray("items");
        for (String name : names) {
            Node node = nodes.apply(name);
            if (node != null) {
                items.add(tree(node));
            }
        }
        question.putNull("NodeNames");
        return question;
    }

    ObjectNode victims(Pod pod, Map<String, Victims> candidates, boolean idsAreEnough) {
        ObjectNode question = Json.object();
        question.set("Pod", tree(pod));
        ObjectNode byNode = Json.object();
        candidates.forEach((node, victims) -> {
            ObjectNode ofNode = byNode.putObject(node);
            ArrayNode pods = ofNode.putArray("Pods");
            for (PodRequest each : victims.pods()) {
                if (idsAreEnough) {
                    pods.addObject().put("UID", each.uid());
                } else {
                    pods.add(tree(each.pod()));
                }
            }
            ofNode.put("NumPDBViolations", victims.violations());
        });
        question.set("NodeNameToVictims", idsAreEnough ? JsonNodeFactory.instance.nullNode() : byNode);
        question.set("NodeNameToMetaVictims", idsAreEnough ? byNode : JsonNodeFactory.instance.nullNode());
        return question;
    }

    static ObjectNode binding(Pod pod, String node) {
        return Json.object()
                .put("PodName", pod.getMetadata().getName())
                .put("PodNamespace", pod.getMetadata().getNamespace())
                .put("PodUID", pod.getMetadata().getUid())
                .put("Node", node);
    }

    /** A field of an answer; missing where it is null, too. */
    static JsonNode field(JsonNode answer, String name) {
        for (Map.Entry<String, JsonNode> each : answer.properties()) {
            if (each.getKey().equalsIgnoreCase(name) && !each.getValue().isNull()) {
                return each.getValue();
            }
        }
        return JsonNodeFactory.instance.missingNode();
    }
}
