package dev.quarterdeck.gateway.review;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the question out of an access review (API reference, authorization.k8s.io/v1): checks its spec, and turns it into what the authorizer is asked. Pure. */
final class ReviewedAccess {
    private final JsonNode spec;
    private final List<FieldError> errors = new ArrayList<>();

    ReviewedAccess(ObjectNode review) {
        this.spec = review.path("spec");
    }

    /** @param mayNameNamespace metadata may hold a namespace */
    List<FieldError> validate(ObjectNode review, boolean namesUser, boolean mayNameNamespace) {
        JsonNode resource = spec.path("resourceAttributes");
        JsonNode path = spec.path("nonResourceAttributes");
        if (resource.isObject() && path.isObject()) {
            invalid(
                    "spec.nonResourceAttributes",
                    shownPath(path),
                    "cannot be specified in combination with resourceAttributes");
        }
        if (!resource.isObject() && !path.isObject()) {
            invalid(
                    "spec.resourceAttributes",
                    "null",
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }
        if (namesUser && text(spec, "user").isEmpty() && spec.path("groups").isEmpty()) {
            invalid("spec.user", "\"\"", "at least one of user or group must be specified");
        }
        validateSelector(resource, "fieldSelector");
        validateSelector(resource, "labelSelector");
        validateMetadata(review, mayNameNamespace);
        if (mayNameNamespace) {
            validateNamespace(review, resource, path);
        }
        return errors;
    }

    private void validateSelector(JsonNode resource, String name) {
        JsonNode selector = resource.path(name);
        if (!selector.isObject()) {
            return;
        }
        String field = "spec.resourceAttributes." + name;
        boolean raw = !text(selector, "rawSelector").isEmpty();
        boolean requirements = !selector.path("requirements").isEmpty();
        if (raw && requirements) {
            invalid(
                    field + ".rawSelector",
                    shown(selector.path("rawSelector")),
                    "may not specified at the same time as requirements");
        }
        if (!raw && !requirements) {
            errors.add(FieldError.required(
                    field + ".requirements",
                    "when " + field + " is specified, requirements or rawSelector is required"));
        }
    }

    private void validateMetadata(ObjectNode review, boolean mayNameNamespace) {
        if (!(review.get("metadata") instanceof ObjectNode metadata)) {
            return;
        }
        ObjectNode rest = metadata.deepCopy();
        rest.remove("managedFields");
        if (mayNameNamespace) {
            rest.remove("namespace");
        }
        rest.removeNulls();
        if (!rest.isEmpty()) {
            invalid(
                    "metadata",
                    shown(metadata),
                    mayNameNamespace ? "must be empty except for namespace" : "must be empty");
        }
    }

    private void validateNamespace(ObjectNode review, JsonNode resource, JsonNode path) {
        String asked = text(resource, "namespace");
        if (resource.isObject() && !asked.equals(text(review.path("metadata"), "namespace"))) {
            invalid("spec.resourceAttributes.namespace", '"' + asked + '"', "must match metadata.namespace");
        }
        if (path.isObject()) {
            invalid("spec.nonResourceAttributes", shownPath(path), "disallowed on this kind of request");
        }
    }

    private void invalid(String field, String value, String detail) {
        errors.add(FieldError.invalid(field, value, detail));
    }

    /** With the field names that the reference's messages show. */
    private static String shownPath(JsonNode path) {
        return shown(Json.object().put("Path", text(path, "path")).put("Verb", text(path, "verb")));
    }

    private static String shown(JsonNode value) {
        return new String(Json.write(value), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** The user that the spec names. */
    User subject() {
        List<String> groups =
                spec.path("groups").valueStream().map(g -> g.stringValue("")).toList();
        Map<String, List<String>> extra = new LinkedHashMap<>();
        spec.path("extra")
                .properties()
                .forEach(e -> extra.put(
                        e.getKey(),
                        e.getValue().valueStream().map(v -> v.stringValue("")).toList()));
        return new User(text(spec, "user"), text(spec, "uid"), groups, extra);
    }

    Attributes attributes(User user) {
        JsonNode path = spec.path("nonResourceAttributes");
        if (path.isObject()) {
            return new Attributes(user, text(path, "verb"), "", "", "", "", "", "", text(path, "path"));
        }
        JsonNode resource = spec.path("resourceAttributes");
        String version = text(resource, "version");
        return new Attributes(
                user,
                text(resource, "verb"),
                text(resource, "group"),
                version.isEmpty() ? "*" : version,
                text(resource, "resource"),
                text(resource, "subresource"),
                text(resource, "namespace"),
                text(resource, "name"),
                "",
                fieldSelector(resource.path("fieldSelector")));
    }

    /** Requirements that are no field selector can be left out: they only narrow the question. */
    private static String fieldSelector(JsonNode selector) {
        String raw = text(selector, "rawSelector");
        if (!raw.isEmpty()) {
            return raw;
        }
        List<String> terms = new ArrayList<>();
        for (JsonNode requirement : selector.path("requirements")) {
            JsonNode values = requirement.path("values");
            String operator = text(requirement, "operator");
            if (values.size() == 1 && (operator.equals("In") || operator.equals("NotIn"))) {
                terms.add(text(requirement, "key")
                        + (operator.equals("In") ? "=" : "!=")
                        + values.get(0).stringValue(""));
            }
        }
        return String.join(",", terms);
    }

    static String text(JsonNode node, String field) {
        return node.path(field).stringValue("");
    }
}
