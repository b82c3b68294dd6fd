package dev.quarterdeck.simulation.mutant;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.simulation.cluster.Parts;
import dev.quarterdeck.stream.publish.ChangeLog;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.topic.RecordFormat;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Mistakes in how the stream is written and read. */
final class StreamMutants {
    private StreamMutants() {}

    /** Changes what each poll gives, topic by topic. */
    @SuppressWarnings("unchecked")
    private static Consumer<byte[], byte[]> polling(
            Consumer<byte[], byte[]> inner, UnaryOperator<List<ConsumerRecord<byte[], byte[]>>> change) {
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                StreamMutants.class.getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, args) -> {
                    try {
                        Object result = method.invoke(inner, args);
                        if (!(result instanceof ConsumerRecords<?, ?>)) {
                            return result;
                        }
                        ConsumerRecords<byte[], byte[]> records = (ConsumerRecords<byte[], byte[]>) result;
                        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> changed = new LinkedHashMap<>();
                        for (TopicPartition partition : records.partitions()) {
                            changed.put(partition, change.apply(new ArrayList<>(records.records(partition))));
                        }
                        return new ConsumerRecords<>(changed, Map.of());
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static ConsumerRecord<byte[], byte[]> with(
            ConsumerRecord<byte[], byte[]> record, long revision, long previous) {
        Headers headers = new RecordHeaders(record.headers().toArray());
        headers.remove(RecordFormat.REVISION).remove(RecordFormat.PREVIOUS);
        headers.add(RecordFormat.REVISION, Long.toString(revision).getBytes(StandardCharsets.US_ASCII));
        headers.add(RecordFormat.PREVIOUS, Long.toString(previous).getBytes(StandardCharsets.US_ASCII));
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                headers,
                Optional.empty());
    }

    static final class OutOfOrder implements Parts {
        @Override
        public Consumer<byte[], byte[]> consumer(Consumer<byte[], byte[]> consumer) {
            return polling(consumer, records -> {
                for (int i = 0; i + 1 < records.size(); i += 2) {
                    ConsumerRecord<byte[], byte[]> first = records.get(i);
                    records.set(i, with(records.get(i + 1), RecordFormat.revision(records.get(i + 1)), 0));
                    records.set(i + 1, first);
                }
                return records;
            });
        }
    }

    static final class LateRecordsAccepted implements Parts {
        @Override
        public Consumer<byte[], byte[]> consumer(Consumer<byte[], byte[]> consumer) {
            Map<String, Long> seen = new HashMap<>();
            return polling(consumer, records -> {
                records.replaceAll(record -> {
                    long revision = RecordFormat.revision(record);
                    long highest = seen.merge(record.topic(), revision, Math::max);
                    return record.value() != null && revision < highest ? with(record, highest + 1, 0) : record;
                });
                return records;
            });
        }
    }

    static final class GapNotNoticed implements Parts {
        @Override
        public Consumer<byte[], byte[]> consumer(Consumer<byte[], byte[]> consumer) {
            return polling(consumer, records -> {
                records.replaceAll(record -> with(record, RecordFormat.revision(record), 0));
                return records;
            });
        }
    }

    static final class FailedSendIgnored implements Parts {
        @Override
        @SuppressWarnings("unchecked")
        public Producer<byte[], byte[]> producer(Producer<byte[], byte[]> producer) {
            return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                    StreamMutants.class.getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, args) -> {
                        if (method.getName().equals("send")) {
                            Callback told = (Callback) args[1];
                            args[1] = (Callback) (metadata, error) -> told.onCompletion(metadata, null);
                        }
                        try {
                            return method.invoke(producer, args);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    /** Caches that share a process with the store miss a change that another replica committed. */
    static final class ForeignChangeMissed implements Parts {
        private static final StoredResource ELSEWHERE = new StoredResource("nobody", "looks");

        @Override
        public ChangeLog log(ChangeLog log) {
            return (ChangeLog) Proxy.newProxyInstance(
                    StreamMutants.class.getClassLoader(), new Class<?>[] {ChangeLog.class}, (proxy, method, args) -> {
                        try {
                            Object result = method.invoke(log, args);
                            return method.getName().equals("read") ? withoutFirst((List<?>) result) : result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        private static List<?> withoutFirst(List<?> changes) {
            List<Object> less = new ArrayList<>(changes);
            if (!less.isEmpty()) {
                Change first = (Change) less.getFirst();
                less.set(0, new Change(ELSEWHERE, first.key(), first.revision(), first.type(), first.json()));
            }
            return less;
        }
    }
}
