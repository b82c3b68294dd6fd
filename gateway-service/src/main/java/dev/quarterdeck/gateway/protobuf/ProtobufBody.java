package dev.quarterdeck.gateway.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.status.ApiException;
import java.io.IOException;
import java.util.Arrays;
import tools.jackson.databind.node.ObjectNode;

/**
 * A body of media type {@code application/vnd.kubernetes.protobuf}: the prefix {@code k8s\0}, then an envelope that names the kind and holds the object's
 * bytes (API reference, "Kubernetes Protobuf encoding"). Thread-safe.
 */
public final class ProtobufBody {
    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";
    private static final byte[] PREFIX = {'k', '8', 's', 0};

    private final SchemaCatalog schemas;

    public ProtobufBody(SchemaCatalog schemas) {
        this.schemas = schemas;
    }

    /** The same object as JSON. Throws BadRequest. */
    public byte[] toJson(byte[] body) {
        if (body.length == 0) {
            return body;
        }
        if (body.length < PREFIX.length || !Arrays.equals(body, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
            throw ApiException.badRequest(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        try {
            Envelope envelope = Envelope.read(body, PREFIX.length);
            GroupVersionKind kind = GroupVersionKind.of(envelope.apiVersion(), envelope.kind());
            ObjectSchema schema = schemas.find(kind).orElseThrow(() -> unknown(kind));
            Descriptor message = ProtobufKinds.message(schema.name());
            if (message == null) {
                throw unknown(kind);
            }
            ObjectNode object = Json.object();
            object.put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
            ProtobufTree.copy(DynamicMessage.parseFrom(message, envelope.object()), schema, object);
            return Json.write(object);
        } catch (IOException e) {
            throw ApiException.badRequest("unable to decode the protobuf body: " + e.getMessage());
        }
    }

    private static ApiException unknown(GroupVersionKind kind) {
        return ApiException.badRequest(
                "no kind \"" + kind.kind() + "\" is registered for version \"" + kind.apiVersion() + "\"");
    }
}
