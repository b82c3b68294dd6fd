package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.stateclient.WriteRequest;
import java.util.function.Function;

/** PATCH, of whichever kind the content type names. State-service applies it; connection's thread. */
public final class PatchHandler extends WriteHandler {

    public PatchHandler(WriteGate gate) {
        super("patch", gate);
    }

    @Override
    public Function<byte[], WriteRequest> on(WriteGate.Asked asked) {
        String contentType = ContentTypes.ofPatch(asked.headers(), asked.type().custom() != null);
        boolean apply = contentType.equals("application/apply-patch+yaml");
        WriteRequest.Options options = WriteOptions.ofPatch(asked.query(), apply);
        boolean force = asked.query().flag("force");
        return body -> new WriteRequest.Patch(
                asked.type(),
                asked.namespace(),
                asked.name(),
                asked.subresource(),
                body,
                contentType,
                force,
                asked.caller(),
                options);
    }
}
