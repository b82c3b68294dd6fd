package dev.quarterdeck.simulation.stream;

import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.StreamSettings;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/** Kafka clients of one process. */
public final class FakeStreamClients extends StreamClients {
    private final FakeKafka kafka;
    private final SimProcess process;
    private final UnaryOperator<Producer<byte[], byte[]>> producers;
    private final UnaryOperator<Consumer<byte[], byte[]>> consumers;

    /** @param producers and consumers: what is put around each client */
    public FakeStreamClients(
            FakeKafka kafka,
            SimProcess process,
            UnaryOperator<Producer<byte[], byte[]>> producers,
            UnaryOperator<Consumer<byte[], byte[]>> consumers) {
        super(new StreamSettings("sim", "kafka:9092", Map.of()));
        this.kafka = kafka;
        this.process = process;
        this.producers = producers;
        this.consumers = consumers;
    }

    @Override
    public Producer<byte[], byte[]> producer() {
        return producers.apply(new FakeProducer(kafka, process).client());
    }

    @Override
    public Consumer<byte[], byte[]> consumer(String client) {
        return consumers.apply(new FakeConsumer(kafka, process).client());
    }

    @Override
    public void ensureTopics(Set<String> names) {
        kafka.world().sleep(kafka.network().latency());
        if (!kafka.answers(process)) {
            kafka.world().sleep(kafka.world().between(1_000_000_000L, 5_000_000_000L));
            throw new KafkaException("cannot make topics");
        }
        names.forEach(name -> kafka.topics.computeIfAbsent(name, FakeTopic::new));
    }

    @Override
    public Look look(Set<String> names) {
        kafka.world().sleep(kafka.network().latency());
        if (!kafka.answers(process)) {
            return Look.UNKNOWN;
        }
        return kafka.topics.keySet().containsAll(names) ? Look.THERE : Look.GONE;
    }
}
