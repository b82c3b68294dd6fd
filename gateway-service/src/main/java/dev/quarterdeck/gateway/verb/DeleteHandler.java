package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.stateclient.WriteRequest;
import java.util.function.Function;

/** DELETE of one object; options come in the body or, without one, in the query. State-service decides; connection's thread. */
public final class DeleteHandler extends WriteHandler {

    public DeleteHandler(WriteGate gate) {
        super("delete", gate);
    }

    @Override
    public Function<byte[], WriteRequest> on(WriteGate.Asked asked) {
        String contentType = ContentTypes.ofObject(asked.headers());
        return body -> {
            byte[] given = body.length > 0 ? body : WriteOptions.deleteOptions(asked.query());
            return new WriteRequest.Delete(
                    asked.type(),
                    asked.namespace(),
                    asked.name(),
                    given.length > 0 ? given : null,
                    body.length > 0 ? contentType : "application/json",
                    asked.caller(),
                    WriteOptions.ofDelete(asked.query(), body, contentType));
        };
    }
}
