package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** CONNECT: admission alone decides whether a stream or a proxy may be opened. Nothing is written. */
final class ConnectHandler {
    private static final byte[] NOTHING = "{}".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final WriteParts parts;

    ConnectHandler(WriteParts parts) {
        this.parts = parts;
    }

    WriteResult connect(WriteRequest.Connect request) {
        List<String> warnings = new ArrayList<>(0);
        ObjectNode options = Json.read(request.body());
        AdmissionRequest admission = new AdmissionRequest(
                AdmissionRequest.Operation.CONNECT,
                request.type(),
                request.subresource(),
                request.namespace(),
                request.name(),
                options,
                null,
                request.caller(),
                false,
                warnings);
        parts.admission().mutate(admission);
        parts.admission().validate(admission);
        return new WriteResult(200, NOTHING, 0, List.copyOf(warnings));
    }
}
