package dev.quarterdeck.state.definition;

import dev.quarterdeck.kube.definition.DefinitionReader;
import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.stateclient.webhook.WebhookCallException;
import dev.quarterdeck.stateclient.webhook.WebhookClient;
import dev.quarterdeck.stateclient.webhook.WebhookEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Conversion as a definition asks for it: by name, or by a ConversionReview to its webhook (API reference: apiextensions.k8s.io/v1). Of metadata a webhook may
 * change labels and annotations; kind, name and everything else stay. Thread-safe; the calling thread waits for the webhook, 30 seconds at most.
 */
public final class WebhookConversion implements CustomConversion {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Set<String> CHANGEABLE = Set.of("labels", "annotations");

    private final WebhookClient webhooks;
    private final Supplier<String> uids;

    public WebhookConversion(WebhookClient webhooks, Supplier<String> uids) {
        this.webhooks = webhooks;
        this.uids = uids;
    }

    @Override
    public List<ObjectNode> convert(List<ObjectNode> objects, ResourceType to) {
        CustomVersion version = to.custom();
        if (version == null || !version.webhook()) {
            return BY_NAME.convert(objects, to);
        }
        ObjectNode conversion = Trees.objectAt(DefinitionReader.spec(version), "conversion", "webhook");
        ObjectNode client = Trees.objectAt(conversion, "clientConfig");
        String kind = from(objects.getFirst());
        if (conversion == null || client == null) {
            throw failed(kind, "the definition names no webhook");
        }
        List<String> versions = Trees.texts(conversion, "conversionReviewVersions");
        String review = versions.stream()
                .filter(v -> v.equals("v1") || v.equals("v1beta1"))
                .findFirst()
                .orElseThrow(() -> failed(kind, "the webhook speaks none of the known versions of ConversionReview"));
        String uid = uids.get();
        ObjectNode request = request(objects, to, "apiextensions.k8s.io/" + review, uid);
        byte[] answer;
        try {
            answer = webhooks.post(WebhookEndpoint.of(client), Json.write(request), TIMEOUT);
        } catch (WebhookCallException e) {
            throw failed(kind, e.getMessage());
        }
        return read(answer, objects, to, uid, kind);
    }

    private static ObjectNode request(List<ObjectNode> objects, ResourceType to, String version, String uid) {
        ObjectNode review = Json.object();
        review.put("kind", "ConversionReview").put("apiVersion", version);
        ObjectNode request = review.putObject("request");
        request.put("uid", uid).put("desiredAPIVersion", to.gvk().apiVersion());
        ArrayNode list = request.putArray("objects");
        objects.forEach(list::add);
        return review;
    }

    private static List<ObjectNode> read(
            byte[] answer, List<ObjectNode> objects, ResourceType to, String uid, String kind) {
        JsonNode response;
        try {
            response = Json.read(answer).path("response");
        } catch (JacksonException | IllegalArgumentException e) {
            throw failed(kind, "the answer is no ConversionReview");
        }
        String given = Trees.text(response, "uid");
        if (!given.equals(uid)) {
            throw failed(kind, "expected response.uid=\"" + uid + "\", got \"" + given + "\"");
        }
        if (!Trees.text(response, "result", "status").equals("Success")) {
            String why = Trees.text(response, "result", "message");
            throw failed(kind, why.isEmpty() ? "webhook returned no message" : why);
        }
        List<ObjectNode> converted = Trees.objects(response, "convertedObjects");
        if (converted.size() != objects.size()) {
            throw new ApiException(
                    StatusReason.INTERNAL_ERROR,
                    "conversion webhook for " + kind + " returned " + converted.size() + " objects, expected "
                            + objects.size(),
                    ApiException.Details.NONE);
        }
        List<ObjectNode> checked = new ArrayList<>(converted.size());
        for (int i = 0; i < converted.size(); i++) {
            checked.add(checked(converted.get(i), objects.get(i), i, to, kind));
        }
        return checked;
    }

    private static ObjectNode checked(ObjectNode made, ObjectNode before, int index, ResourceType to, String kind) {
        String where = "invalid converted object at index " + index + ": ";
        if (!Trees.text(made, "apiVersion").equals(to.gvk().apiVersion())) {
            throw invalid(
                    kind,
                    where + "invalid groupVersion (received " + Trees.text(made, "apiVersion") + ", expected "
                            + to.gvk().apiVersion() + ")");
        }
        if (!Trees.text(made, "kind").equals(Trees.text(before, "kind"))) {
            throw invalid(
                    kind,
                    where + "invalid kind (received " + Trees.text(made, "kind") + ", expected "
                            + Trees.text(before, "kind") + ")");
        }
        if (!(made.get("metadata") instanceof ObjectNode metadata)) {
            throw invalid(kind, where + "missing metadata");
        }
        ObjectNode old = before.get("metadata") instanceof ObjectNode there ? there : Json.object();
        for (String identity : List.of("uid", "name", "namespace")) {
            if (!Trees.text(metadata, identity).equals(Trees.text(old, identity))) {
                throw invalid(
                        kind,
                        where + "must have the same " + identity + ": " + Trees.text(metadata, identity) + " != "
                                + Trees.text(old, identity));
            }
        }
        ObjectNode kept = old.deepCopy();
        for (String field : CHANGEABLE) {
            JsonNode value = metadata.get(field);
            if (value == null || value.isNull()) {
                kept.remove(field);
            } else if (value.isObject()) {
                kept.set(field, value);
            } else {
                throw invalid(kind, where + "metadata." + field + " is no map");
            }
        }
        made.set("metadata", kept);
        return made;
    }

    private static String from(ObjectNode object) {
        return Trees.text(object, "apiVersion") + ", Kind=" + Trees.text(object, "kind");
    }

    private static ApiException failed(String kind, String why) {
        return new ApiException(
                StatusReason.INTERNAL_ERROR,
                "conversion webhook for " + kind + " failed: " + why,
                ApiException.Details.NONE);
    }

    private static ApiException invalid(String kind, String why) {
        return new ApiException(
                StatusReason.INTERNAL_ERROR,
                "conversion webhook for " + kind + " returned invalid converted object: " + why,
                ApiException.Details.NONE);
    }
}
