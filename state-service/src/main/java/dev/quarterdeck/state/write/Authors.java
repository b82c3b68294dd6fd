package dev.quarterdeck.state.write;

import dev.quarterdeck.state.commit.Author;
import dev.quarterdeck.stateclient.WriteRequest;

/** The author of the changes that a request makes. Pure. */
final class Authors {

    private Authors() {}

    static Author of(WriteRequest request) {
        return switch (request) {
            case WriteRequest.Create r -> author(r, "create", r.subresource());
            case WriteRequest.Update r -> author(r, "update", r.subresource());
            case WriteRequest.Patch r ->
                author(r, r.contentType().startsWith("application/apply-patch") ? "apply" : "patch", r.subresource());
            case WriteRequest.Delete r -> author(r, "delete", "");
            case WriteRequest.Connect r -> author(r, "connect", r.subresource());
            case WriteRequest.DeleteCollection r -> author(r, "deletecollection", "");
        };
    }

    private static Author author(WriteRequest request, String verb, String subresource) {
        return new Author(
                request.caller().name(),
                request.caller().userAgent(),
                request.options().fieldManager(),
                verb,
                subresource);
    }
}
