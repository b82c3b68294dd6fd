package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.stateclient.WriteRequest;
import java.util.function.Function;

/** POST of a new object, or of a subresource that acts on one (binding, eviction). State-service decides; connection's thread. */
public final class CreateHandler extends WriteHandler {

    public CreateHandler(WriteGate gate) {
        super("create", gate);
    }

    @Override
    public Function<byte[], WriteRequest> on(WriteGate.Asked asked) {
        String contentType = ContentTypes.ofObject(asked.headers());
        WriteRequest.Options options = WriteOptions.of(asked.query(), "CreateOptions");
        return body -> new WriteRequest.Create(
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
