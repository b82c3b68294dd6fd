package dev.quarterdeck.gateway.output;

/**
 * What the client wants to get.
 *
 * @param metaVersion version of meta.k8s.io for Tables and partial metadata: {@code v1} or {@code v1beta1}
 * @param pretty JSON with line breaks
 */
public record OutputFormat(Encoding encoding, Shape shape, String metaVersion, boolean pretty) {
    public static final OutputFormat JSON = new OutputFormat(Encoding.JSON, Shape.OBJECT, "", false);

    public static final OutputFormat PROTOBUF = new OutputFormat(Encoding.PROTOBUF, Shape.OBJECT, "", false);

    /** Media types of bodies. */
    public enum Encoding {
        JSON("application/json"),
        YAML("application/yaml"),
        PROTOBUF("application/vnd.kubernetes.protobuf");

        private final String mediaType;

        Encoding(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }
    }

    /** What is made of the object before it is encoded. */
    public enum Shape {
        OBJECT,
        TABLE,
        PARTIAL,
        PARTIAL_LIST
    }

    /** The object itself in protobuf. */
    public boolean isProtobuf() {
        return encoding == Encoding.PROTOBUF && shape == Shape.OBJECT;
    }

    /** Cached bytes can go out as they are. */
    public boolean isPlain() {
        return this == JSON || encoding == Encoding.JSON && shape == Shape.OBJECT && !pretty;
    }
}
