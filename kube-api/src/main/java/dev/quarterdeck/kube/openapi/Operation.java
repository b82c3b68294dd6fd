package dev.quarterdeck.kube.openapi;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One method on one path, in no version of OpenAPI yet.
 *
 * @param method in lower case
 * @param action {@code x-kubernetes-action}; null for what is not a verb on a kind
 * @param parameters by name
 * @param body null where the request has none
 * @param consumes of version 2; version 3 says it with the body. Empty for what version 2 leaves out
 */
record Operation(
        String method,
        String id,
        String description,
        String tag,
        @Nullable String action,
        @Nullable GroupVersionKind kind,
        List<Parameter> parameters,
        @Nullable Body body,
        List<String> consumes,
        List<String> produces,
        List<Response> responses) {

    /** @param definition of the schema that the body has */
    record Body(String definition, boolean required) {}

    /** @param definition of the schema of the answer; {@code string} for text, empty for no body */
    record Response(int code, String description, String definition) {

        static final Response UNAUTHORIZED = new Response(401, "Unauthorized", "");

        static Response ok(String definition) {
            return new Response(200, "OK", definition);
        }

        static Response created(String definition) {
            return new Response(201, "Created", definition);
        }

        static Response accepted(String definition) {
            return new Response(202, "Accepted", definition);
        }
    }
}
