package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.stateclient.Caller;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A request as webhooks and expressions see it, without its objects (API reference: admission.k8s.io/v1 AdmissionRequest). Pure. */
public final class RequestDescription {
    private RequestDescription() {}

    /** @param shown the version of the resource in which the objects are shown */
    public static ObjectNode of(AdmissionRequest request, ResourceType shown) {
        ObjectNode node = Json.object();
        describe(node, request, shown);
        end(node, request);
        return node;
    }

    /** The fields before the objects. */
    public static void describe(ObjectNode node, AdmissionRequest request, ResourceType shown) {
        node.set("kind", kind(request.kindIn(shown)));
        node.set("resource", resource(shown.gvr()));
        putIfAny(node, "subResource", request.subresource());
        node.set("requestKind", kind(request.kind()));
        node.set("requestResource", resource(request.type().gvr()));
        putIfAny(node, "requestSubResource", request.subresource());
        putIfAny(node, "name", request.givenName());
        putIfAny(node, "namespace", request.namespace());
        node.put("operation", request.operation().name());
        node.set("userInfo", user(request.caller()));
    }

    /** The fields after the objects. */
    public static void end(ObjectNode node, AdmissionRequest request) {
        node.put("dryRun", request.dryRun());
        node.set("options", orNull(request.options()));
    }

    public static JsonNode orNull(@Nullable ObjectNode node) {
        return node == null ? Json.object().nullNode() : node;
    }

    private static ObjectNode kind(GroupVersionKind kind) {
        return Json.object()
                .put("group", kind.group())
                .put("version", kind.version())
                .put("kind", kind.kind());
    }

    private static ObjectNode resource(GroupVersionResource resource) {
        return Json.object()
                .put("group", resource.group())
                .put("version", resource.version())
                .put("resource", resource.resource());
    }

    private static ObjectNode user(Caller caller) {
        ObjectNode user = Json.object();
        putIfAny(user, "username", caller.name());
        putIfAny(user, "uid", caller.uid());
        if (!caller.groups().isEmpty()) {
            caller.groups().forEach(user.putArray("groups")::add);
        }
        if (!caller.extra().isEmpty()) {
            ObjectNode extra = user.putObject("extra");
            caller.extra().forEach((key, values) -> {
                ArrayNode list = extra.putArray(key);
                values.forEach(list::add);
            });
        }
        return user;
    }

    private static void putIfAny(ObjectNode node, String field, String value) {
        if (!value.isEmpty()) {
            node.put(field, value);
        }
    }
}
