package dev.quarterdeck.kube.codec.protobuf;

/** The message around an object in a watch (API concepts, "Kubernetes Protobuf encoding": streams). Stateless. */
public final class ProtobufWatchEvent {
    private static final int OBJECT = 2;
    private static final int RAW = 1;

    private ProtobufWatchEvent() {}

    /** The field that says what happened; to be made once for each word. */
    public static byte[] type(String word) {
        BackwardWriter out = new BackwardWriter(16);
        out.string(1, word);
        return out.toByteArray();
    }

    /**
     * What stands before an object of this length, its envelope included.
     *
     * @param type of {@link #type}
     * @param withLength whether the event's own length comes first, in four bytes
     */
    public static byte[] head(byte[] type, int object, boolean withLength) {
        BackwardWriter out = new BackwardWriter(32);
        out.varint(object);
        out.tag(RAW, WireReader.LENGTH);
        out.varint((long) out.length() + object);
        out.tag(OBJECT, WireReader.LENGTH);
        out.raw(type);
        if (withLength) {
            int length = out.length() + object;
            out.raw(new byte[] {(byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length});
        }
        return out.toByteArray();
    }
}
