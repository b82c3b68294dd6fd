package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.gateway.read.ReadOptions;
import dev.quarterdeck.stateclient.WriteRequest;
import java.util.function.Function;

/** DELETE of all objects that selectors match. State-service decides; connection's thread. */
public final class DeleteCollectionHandler extends WriteHandler {

    public DeleteCollectionHandler(WriteGate gate) {
        super("deletecollection", gate);
    }

    @Override
    public Function<byte[], WriteRequest> on(WriteGate.Asked asked) {
        String contentType = ContentTypes.ofObject(asked.headers());
        // a selector that cannot be read must not delete everything
        ReadOptions.of(asked.request(), asked.type(), asked.query(), false);
        return body -> {
            byte[] given = body.length > 0 ? body : WriteOptions.deleteOptions(asked.query());
            return new WriteRequest.DeleteCollection(
                    asked.type(),
                    asked.namespace(),
                    asked.query().text("labelSelector"),
                    asked.query().text("fieldSelector"),
                    given.length > 0 ? given : null,
                    body.length > 0 ? contentType : "application/json",
                    asked.caller(),
                    WriteOptions.ofDelete(asked.query(), body, contentType));
        };
    }
}
