package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.stateclient.WriteRequest;
import java.util.function.Function;

/** PUT of a whole object or subresource. State-service decides; connection's thread. */
public final class UpdateHandler extends WriteHandler {

    public UpdateHandler(WriteGate gate) {
        super("update", gate);
    }

    @Override
    public Function<byte[], WriteRequest> on(WriteGate.Asked asked) {
        String contentType = ContentTypes.ofObject(asked.headers());
        WriteRequest.Options options = WriteOptions.of(asked.query(), "UpdateOptions");
        return body -> new WriteRequest.Update(
                asked.type(),
                asked.namespace(),
                asked.name(),
                asked.subresource(),
                body,
                contentType,
                asked.caller(),
                options);
    }
}
