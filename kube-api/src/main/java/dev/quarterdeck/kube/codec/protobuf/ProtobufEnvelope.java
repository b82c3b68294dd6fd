package dev.quarterdeck.kube.codec.protobuf;

/**
 * What stands around a message: the prefix {@code k8s\0}, apiVersion and kind before it, empty content type and encoding after it (API concepts, "Kubernetes
 * Protobuf encoding"). Immutable; the arrays that it hands out are not to be changed.
 */
public final class ProtobufEnvelope {
    private static final byte[] TAIL = {3 << 3 | 2, 0, 4 << 3 | 2, 0};
    private static final int RAW = 2;

    /** Prefix and type. */
    private final byte[] type;

    private ProtobufEnvelope(byte[] type) {
        this.type = type;
    }

    public static ProtobufEnvelope of(String apiVersion, String kind) {
        BackwardWriter out = new BackwardWriter(apiVersion.length() + kind.length() + 16);
        out.string(2, kind);
        out.string(1, apiVersion);
        out.nested(1, 0);
        out.raw(new byte[] {'k', '8', 's', 0});
        return new ProtobufEnvelope(out.toByteArray());
    }

    /** What stands before a message of this length. */
    public byte[] head(long length) {
        BackwardWriter out = new BackwardWriter(type.length + 16);
        out.varint(length);
        out.tag(RAW, WireReader.LENGTH);
        out.raw(type);
        return out.toByteArray();
    }

    public static byte[] tail() {
        return TAIL;
    }

    public byte[] wrap(byte[] message) {
        BackwardWriter out = new BackwardWriter(type.length + message.length + 24);
        out.raw(TAIL);
        out.bytes(RAW, message);
        out.raw(type);
        return out.toByteArray();
    }

    /** The length of {@link #wrap} of a message of this length. */
    public long length(long message) {
        return type.length + 1 + BackwardWriter.sizeOf(message) + message + TAIL.length;
    }
}
