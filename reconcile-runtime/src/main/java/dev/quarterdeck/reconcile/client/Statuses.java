package dev.quarterdeck.reconcile.client;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code v1 Status} objects back into the exceptions they were made from. */
public final class Statuses {
    private Statuses() {}

    /** @param body a Status, or anything a proxy in between may have said instead */
    public static ApiException toException(int code, byte[] body) {
        try {
            return toException(code, Json.read(body));
        } catch (JacksonException | IllegalArgumentException e) {
            return new ApiException(reason(code, ""), code, "the server answered " + code, ApiException.Details.NONE);
        }
    }

    public static ApiException toException(int code, ObjectNode status) {
        int actual = code != 0 ? code : status.path("code").asInt(500);
        return new ApiException(
                reason(actual, status.path("reason").asString("")),
                actual,
                status.path("message").asString("the server answered " + actual),
                details(status.path("details")));
    }

    private static ApiException.Details details(JsonNode node) {
        List<ApiException.Cause> causes = new ArrayList<>();
        for (JsonNode cause : node.path("causes")) {
            causes.add(new ApiException.Cause(
                    cause.path("reason").asString(""),
                    cause.path("message").asString(""),
                    cause.path("field").asString("")));
        }
        return new ApiException.Details(
                text(node, "name"),
                text(node, "group"),
                text(node, "kind"),
                text(node, "uid"),
                causes,
                node.path("retryAfterSeconds").asInt(0));
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.path(field).isString() ? node.path(field).stringValue() : null;
    }

    private static StatusReason reason(int code, String wireName) {
        for (StatusReason reason : StatusReason.values()) {
            if (reason.wireName().equals(wireName)) {
                return reason;
            }
        }
        for (StatusReason reason : StatusReason.values()) {
            if (reason.code() == code) {
                return reason;
            }
        }
        return StatusReason.INTERNAL_ERROR;
    }
}
