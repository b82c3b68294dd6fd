package dev.quarterdeck.kube.codec.protobuf;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import tools.jackson.databind.node.ObjectNode;

/** A list put together from messages of its items that are there already. Immutable. */
public final class ProtobufListForm {
    private static final ProtobufListForm LIST = new ProtobufListForm(1, 2);
    private static final ProtobufListForm OLD_PARTIAL_LIST = new ProtobufListForm(2, 1);
    private static final GroupVersionKind LIST_META = GroupVersionKind.of("meta.k8s.io/v1", "ListMeta");

    private final int metadata;
    private final int items;

    private ProtobufListForm(int metadata, int items) {
        this.metadata = metadata;
        this.items = items;
    }

    /** @param oldPartial the list of partial metadata of meta.k8s.io/v1beta1, whose items come before its metadata */
    public static ProtobufListForm ofList(boolean oldPartial) {
        return oldPartial ? OLD_PARTIAL_LIST : LIST;
    }

    /** What stands before the first item and after the last one. */
    public record Around(byte[] head, byte[] tail) {}

    /** The bytes that an item takes in its list. @param message its length */
    public long itemLength(int message) {
        return 1 + BackwardWriter.sizeOf(message) + message;
    }

    /** Puts what stands before an item of this length into the array; returns how many bytes, at most 6. */
    public int putItemHead(byte[] into, int length) {
        into[0] = (byte) (items << 3 | WireReader.LENGTH);
        int at = 1;
        int rest = length;
        while ((rest & ~0x7f) != 0) {
            into[at++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        into[at++] = (byte) rest;
        return at;
    }

    /** @param itemBytes the sum of {@link #itemLength} */
    public Around around(String apiVersion, String kind, ObjectNode listMetadata, long itemBytes) {
        byte[] meta = ProtobufForms.writer().message(LIST_META, listMetadata);
        BackwardWriter field = new BackwardWriter(meta.length + 12);
        field.bytes(metadata, meta);
        byte[] wrapped = field.toByteArray();
        byte[] head = ProtobufEnvelope.of(apiVersion, kind).head(wrapped.length + itemBytes);
        return metadata < items
                ? new Around(joined(head, wrapped), ProtobufEnvelope.tail())
                : new Around(head, joined(wrapped, ProtobufEnvelope.tail()));
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
