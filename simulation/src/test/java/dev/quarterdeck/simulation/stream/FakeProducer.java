package dev.quarterdeck.simulation.stream;

import dev.quarterdeck.simulation.world.Fault;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.SimThread;
import dev.quarterdeck.simulation.world.World;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends in order, acknowledges late. After a record that was given up, later ones may still be sent, as an idempotent producer does that starts a new epoch
 * when a batch has expired.
 */
final class FakeProducer {
    private static final long DELIVERY_LIMIT = 20_000_000_000L;
    private static final long RETRY = 100_000_000L;

    private final FakeKafka kafka;
    private final World world;
    private final SimProcess process;
    private final ArrayDeque<Sent> queue = new ArrayDeque<>();
    /** Topics in which the broker refuses further records of this producer. */
    private final Set<String> fenced = new HashSet<>();

    private int unanswered;
    private boolean sending;
    private boolean closed;

    private record Sent(ProducerRecord<byte[], byte[]> record, Callback callback, long at) {}

    FakeProducer(FakeKafka kafka, SimProcess process) {
        this.kafka = kafka;
        this.world = kafka.world();
        this.process = process;
    }

    @SuppressWarnings("unchecked")
    Producer<byte[], byte[]> client() {
        return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                FakeProducer.class.getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, args) -> {
                    switch (method.getName()) {
                        case "send" -> {
                            return send((ProducerRecord<byte[], byte[]>) args[0], (Callback) args[1]);
                        }
                        case "partitionsFor" -> {
                            return List.of();
                        }
                        case "flush" -> {
                            drain(Long.MAX_VALUE);
                            return null;
                        }
                        case "close" -> {
                            close((Duration) args[0]);
                            return null;
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                });
    }

    private Object send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        if (closed) {
            throw new IllegalStateException("the producer is closed");
        }
        unanswered++;
        queue.add(new Sent(record, callback, world.now()));
        pump(kafka.network().latency());
        return CompletableFuture.completedFuture(null);
    }

    private void pump(long delay) {
        if (!sending) {
            sending = true;
            process.after(delay, this::deliver);
        }
    }

    private void deliver() {
        sending = false;
        if (!kafka.answers(process)) {
            while (!queue.isEmpty() && world.now() - queue.element().at > DELIVERY_LIMIT) {
                answer(queue.remove(), new TimeoutException("expired"));
            }
            if (!queue.isEmpty()) {
                pump(RETRY);
            }
            return;
        }
        int count = 1 + world.chance(queue.size() + 1);
        while (!queue.isEmpty() && count-- > 0) {
            deliver(queue.remove());
        }
        if (!queue.isEmpty()) {
            pump(kafka.network().latency());
        }
    }

    private void deliver(Sent sent) {
        FakeTopic topic = kafka.topics.get(sent.record.topic());
        if (topic == null) {
            answer(sent, new TimeoutException("topic not present in metadata"));
            return;
        }
        if (fenced.contains(topic.name)) {
            answer(sent, new OutOfOrderSequenceException("fenced"));
            return;
        }
        Object revision =
                new String(sent.record.headers().lastHeader("revision").value());
        if (kafka.strikes(Fault.LOST_RECORD, process.name(), 150, topic.name, revision)) {
            lose(topic);
            answer(sent, new TimeoutException("expired"));
            return;
        }
        if (kafka.strikes(Fault.LOST_ACK, process.name(), 150, topic.name, revision)) {
            kafka.append(topic, sent.record, () -> {}, () -> {});
            lose(topic);
            answer(sent, new TimeoutException("expired"));
            return;
        }
        if (kafka.strikes(Fault.DUPLICATE, process.name(), 80, topic.name, revision)) {
            kafka.append(topic, sent.record, () -> {}, () -> {});
        }
        world.trace(process.name(), "appends", topic.name, revision, "at", topic.end());
        kafka.append(topic, sent.record, () -> answer(sent, null), () -> {
            fenced.add(topic.name);
            answer(sent, new OutOfOrderSequenceException("cut off"));
        });
    }

    /** What happens to the records that follow one that was given up. */
    private void lose(FakeTopic topic) {
        if (world.oneIn(2)) {
            fenced.add(topic.name);
        }
    }

    private void answer(Sent sent, @Nullable Exception error) {
        process.after(kafka.network().latency(), () -> {
            unanswered--;
            sent.callback.onCompletion(null, error);
        });
    }

    private void drain(long nanos) {
        long until = nanos == Long.MAX_VALUE ? nanos : world.now() + nanos;
        SimThread thread = SimThread.current(world);
        while (unanswered > 0 && world.now() < until) {
            thread.park(5_000_000L);
        }
    }

    private void close(Duration limit) {
        if (!limit.isZero()) {
            drain(limit.toNanos());
        }
        closed = true;
        queue.clear();
    }
}
