package dev.quarterdeck.stream.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes Kafka clients with the settings that order and latency need, and topics. Open, so that a fake Kafka can stand in its place. */
public class StreamClients {
    /** Objects are bounded by the API at 3 MiB; this leaves room for managed fields and headers. */
    private static final String MAX_BYTES = String.valueOf(8 << 20);

    private static final Duration LIMIT = Duration.ofSeconds(15);

    /** The controller refuses a request that makes more than 10 000 records; a topic is one, its partition another, and each of its settings one. */
    private static final int TOPICS_AT_ONCE = 500;

    private final StreamSettings settings;

    public StreamClients(StreamSettings settings) {
        this.settings = settings;
    }

    public StreamSettings settings() {
        return settings;
    }

    private Map<String, Object> base(String client) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", settings.bootstrapServers());
        config.put("client.id", client);
        config.put("reconnect.backoff.ms", "50");
        config.put("reconnect.backoff.max.ms", "500");
        config.put("retry.backoff.ms", "50");
        config.put("retry.backoff.max.ms", "500");
        config.put("socket.connection.setup.timeout.ms", "2000");
        config.put("request.timeout.ms", "10000");
        config.put("enable.metrics.push", "false");
        // as the system grows them: a window below one segment of the loopback device stalls for 200 ms at a time
        config.put("send.buffer.bytes", "-1");
        config.put("receive.buffer.bytes", "-1");
        config.putAll(settings.properties());
        return config;
    }

    /**
     * Keeps the order of each topic over its own retries. After any error that it reports it must not be used any more. Compresses what goes together, unless the
     * settings' {@code compression.type} says otherwise: revisions of one object and objects of one kind have most of their bytes in common.
     */
    public Producer<byte[], byte[]> producer() {
        Map<String, Object> config = base("quarterdeck-publisher");
        config.put("enable.idempotence", "true");
        config.put("acks", "all");
        // with more, a record that was refused while its topic had no leader yet can leave those after it out of order
        // for as long as they are tried
        config.put("max.in.flight.requests.per.connection", "1");
        // whoever sends says when: a flush ends the waiting
        config.put("linger.ms", "5");
        config.put("batch.size", "131072");
        config.putIfAbsent("compression.type", "lz4");
        config.put("max.request.size", MAX_BYTES);
        config.put("delivery.timeout.ms", "20000");
        config.put("max.block.ms", "3000");
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Assigned by hand, no group; says so when an offset is gone. */
    public Consumer<byte[], byte[]> consumer(String client) {
        Map<String, Object> config = base(client);
        config.put("auto.offset.reset", "none");
        config.put("enable.auto.commit", "false");
        config.put("allow.auto.create.topics", "false");
        config.put("fetch.min.bytes", "1");
        config.put("fetch.max.wait.ms", "500");
        config.put("fetch.max.bytes", String.valueOf(16 << 20));
        config.put("max.partition.fetch.bytes", MAX_BYTES);
        config.put("max.poll.records", "2000");
        config.put("default.api.timeout.ms", "5000");
        config.put("metadata.max.age.ms", "30000");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A client that begins anew with the same addresses, as by default, does nothing else while no broker can be reached: thousands of times a second. */
    Map<String, Object> forTopics() {
        Map<String, Object> config = base("quarterdeck-topics");
        config.put("metadata.recovery.strategy", "none");
        return config;
    }

    /** Makes those that do not exist: one partition, retention by time, never compaction. */
    public void ensureTopics(Set<String> topics) {
        if (topics.isEmpty()) {
            return;
        }
        try (Admin admin = Admin.create(forTopics())) {
            Set<String> present = admin.listTopics().names().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            List<NewTopic> missing = topics.stream()
                    .filter(t -> !present.contains(t))
                    .map(this::topic)
                    .toList();
            if (missing.isEmpty()) {
                return;
            }
            for (List<NewTopic> together : inSlices(missing)) {
                make(admin, together);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("cannot make topics: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    static List<List<NewTopic>> inSlices(List<NewTopic> topics) {
        List<List<NewTopic>> slices = new ArrayList<>();
        for (int from = 0; from < topics.size(); from += TOPICS_AT_ONCE) {
            slices.add(topics.subList(from, Math.min(topics.size(), from + TOPICS_AT_ONCE)));
        }
        return slices;
    }

    private static void make(Admin admin, List<NewTopic> topics)
            throws ExecutionException, TimeoutException, InterruptedException {
        for (var result : admin.createTopics(topics).values().values()) {
            try {
                result.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    /** What a {@link #look} found. */
    public enum Look {
        THERE,
        GONE,
        /** No broker has answered within a second. */
        UNKNOWN
    }

    /** Whether all of them exist. */
    public Look look(Set<String> topics) {
        try (Admin admin = Admin.create(forTopics())) {
            return admin.listTopics().names().get(1, TimeUnit.SECONDS).containsAll(topics) ? Look.THERE : Look.GONE;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return Look.UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Look.UNKNOWN;
        }
    }

    NewTopic topic(String name) {
        return new NewTopic(name, 1, settings.replicationFactor())
                .configs(Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        String.valueOf(settings.retention().toMillis()),
                        "message.timestamp.type",
                        "CreateTime",
                        "max.message.bytes",
                        MAX_BYTES));
    }
}
