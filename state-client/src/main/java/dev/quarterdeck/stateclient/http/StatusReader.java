package dev.quarterdeck.stateclient.http;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A Status that came over the wire, as the exception that it was. */
final class StatusReader {

    private StatusReader() {}

    static ApiException read(int code, byte[] body, List<String> warnings) {
        return read(code, body).withWarnings(warnings);
    }

    private static ApiException read(int code, byte[] body) {
        try {
            ObjectNode status = Json.read(body);
            if (status.path("kind").asString("").equals("Status")) {
                return ApiException.ofOthers(
                        status.path("reason").asString(""),
                        status.path("code").asInt(code),
                        status.path("message").asString(""),
                        details(status.path("details")));
            }
        } catch (JacksonException | IllegalArgumentException e) {
            // not a Status: something between answered
        }
        return code == 503 || code == 502
                ? ApiException.unavailable("state-service is not available", 1)
                : ApiException.internal("state-service answered " + code);
    }

    private static ApiException.Details details(JsonNode details) {
        if (!details.isObject()) {
            return ApiException.Details.NONE;
        }
        List<ApiException.Cause> causes = new ArrayList<>();
        for (JsonNode cause : details.path("causes")) {
            causes.add(new ApiException.Cause(
                    cause.path("reason").asString(""),
                    cause.path("message").asString(""),
                    cause.path("field").asString("")));
        }
        return new ApiException.Details(
                text(details, "name"),
                text(details, "group"),
                text(details, "kind"),
                text(details, "uid"),
                causes,
                details.path("retryAfterSeconds").asInt(0));
    }

    private static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value == null || !value.isString() ? null : value.stringValue();
    }
}
