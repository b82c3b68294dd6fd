package dev.quarterdeck.stream.topic;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import dev.quarterdeck.stream.record.RevisionLeap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A change as a record: key {@code namespace/name}, value the object's JSON, and headers in ASCII: {@code revision}; {@code previous}, the revision of the
 * resource's change before it, by which a consumer sees that records are missing; {@code type}, ADDED, MODIFIED or DELETED; {@code kind}.
 *
 * <p>After a restore each topic gets a record of type RESTORED: readers start again with a LIST.
 *
 * <p>DELETED carries the last state, and is followed by a record of the same key, revision and type without value, as tools that know tombstones expect.
 */
public final class RecordFormat {
    public static final String REVISION = "revision";
    public static final String PREVIOUS = "previous";
    public static final String TYPE = "type";
    public static final String KIND = "kind";
    /** Of a record that tells of a restore: the revision whose state came back. */
    public static final String RESTORED_REVISION = "restored";

    private static final String RESTORED = "RESTORED";
    private static final byte[] RESTORED_TYPE = ascii(RESTORED);

    private static final Map<ChangeType, byte[]> TYPES = Map.of(
            ChangeType.ADDED, ascii("ADDED"),
            ChangeType.MODIFIED, ascii("MODIFIED"),
            ChangeType.DELETED, ascii("DELETED"));

    private final TopicNames names;
    private final Map<StoredResource, byte[]> kinds = new ConcurrentHashMap<>();

    public RecordFormat(TopicNames names) {
        this.names = names;
    }

    /** @param previous the revision of the resource's change before this one, or any not below that of which it is known that nothing was between */
    public ProducerRecord<byte[], byte[]> encode(Change change, long previous) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                names.of(change.resource()), 0, change.key().path().getBytes(StandardCharsets.UTF_8), change.json());
        headers(record.headers(), change, previous);
        return record;
    }

    /** The record that follows a DELETED one. */
    public ProducerRecord<byte[], byte[]> tombstone(Change deleted) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                names.of(deleted.resource()), 0, deleted.key().path().getBytes(StandardCharsets.UTF_8), null);
        headers(record.headers(), deleted, deleted.revision());
        return record;
    }

    /** Tells readers of a topic that what they have seen is undone: it has no key and no value, and counts as the change at the end of the leap. */
    public ProducerRecord<byte[], byte[]> restored(StoredResource resource, RevisionLeap leap) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(names.of(resource), 0, null, null);
        byte[] resumed = ascii(Long.toString(leap.resumed()));
        record.headers()
                .add(REVISION, resumed)
                .add(PREVIOUS, resumed)
                .add(TYPE, ascii(RESTORED))
                .add(RESTORED_REVISION, ascii(Long.toString(leap.restored())));
        return record;
    }

    /** Whether the store was restored at this place of the topic. */
    public static boolean isRestored(ConsumerRecord<byte[], byte[]> record) {
        return Arrays.equals(header(record, TYPE), RESTORED_TYPE);
    }

    private void headers(Headers headers, Change change, long previous) {
        headers.add(REVISION, ascii(Long.toString(change.revision())));
        headers.add(PREVIOUS, ascii(Long.toString(previous)));
        headers.add(TYPE, TYPES.get(change.type()));
        headers.add(KIND, kinds.computeIfAbsent(change.resource(), r -> kindOf(change.json())));
    }

    /** Null for a tombstone and for a record that is not of this form: its revision has been seen, or can't be told. */
    public @Nullable Change decode(StoredResource resource, ConsumerRecord<byte[], byte[]> record) {
        byte[] type = header(record, TYPE);
        long revision = number(record, REVISION);
        if (record.value() == null || record.key() == null || type == null || revision < 0) {
            return null;
        }
        ObjectKey key = ObjectKey.ofPath(new String(record.key(), StandardCharsets.UTF_8));
        ChangeType changeType =
                switch (type[0]) {
                    case 'A' -> ChangeType.ADDED;
                    case 'D' -> ChangeType.DELETED;
                    default -> ChangeType.MODIFIED;
                };
        return new Change(resource, key, revision, changeType, record.value());
    }

    /** -1 where the record has none. */
    public static long revision(ConsumerRecord<byte[], byte[]> record) {
        return number(record, REVISION);
    }

    /** -1 where the record has none. */
    public static long previous(ConsumerRecord<byte[], byte[]> record) {
        return number(record, PREVIOUS);
    }

    private static long number(ConsumerRecord<byte[], byte[]> record, String name) {
        byte[] digits = header(record, name);
        if (digits == null || digits.length == 0 || digits.length > 18) {
            return -1;
        }
        long number = 0;
        for (byte digit : digits) {
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + digit - '0';
        }
        return number;
    }

    private static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
    }

    private static byte[] kindOf(byte[] json) {
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean kind = KIND.equals(parser.currentName());
                if (parser.nextToken() == JsonToken.VALUE_STRING && kind) {
                    return parser.getString().getBytes(StandardCharsets.UTF_8);
                }
                parser.skipChildren();
            }
        }
        return new byte[0];
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
