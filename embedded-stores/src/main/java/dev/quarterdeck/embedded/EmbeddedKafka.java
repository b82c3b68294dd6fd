package dev.quarterdeck.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka broker and controller (KRaft) inside this JVM, on loopback, with a password. Its log survives restarts. Sized for one cluster on one machine:
 * few threads, small indexes.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final String USER = "quarterdeck";

    /**
     * @param directory holds {@code log/} and {@code server.properties}
     * @param port of clients, 0 for any free one
     * @param password for SASL/PLAIN
     */
    public record Settings(Path directory, int port, String password) {
        /** The same with a port, so that clients can be made before the broker is there. */
        public Settings withFreePort() {
            return new Settings(directory, FreePorts.find(1).getFirst(), password);
        }

        public String bootstrapServers() {
            return "127.0.0.1:" + port;
        }

        /** What a client needs beside {@link #bootstrapServers}. */
        public Map<String, String> clientProperties() {
            return Map.of(
                    "security.protocol",
                    "SASL_PLAINTEXT",
                    "sasl.mechanism",
                    "PLAIN",
                    "sasl.jaas.config",
                    login(password));
        }
    }

    private final Settings settings;
    private final KafkaRaftServer server;
    private final TopicMetrics metrics;

    private EmbeddedKafka(Settings settings, KafkaRaftServer server, TopicMetrics metrics) {
        this.settings = settings;
        this.server = server;
        this.metrics = metrics;
    }

    /** Returns once the broker is registered and takes requests. */
    public static EmbeddedKafka start(Settings settings) {
        Settings fixed = settings.port() != 0 ? settings : settings.withFreePort();
        Properties properties =
                properties(fixed, fixed.port(), FreePorts.find(1).getFirst());
        format(fixed, properties);
        TopicMetrics metrics = TopicMetrics.leaveOut();
        try {
            KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
            server.startup();
            return new EmbeddedKafka(fixed, server, metrics);
        } catch (RuntimeException e) {
            metrics.close();
            throw new EmbeddedStoreException("Kafka: the broker did not start: " + e.getMessage(), e);
        }
    }

    public String bootstrapServers() {
        return settings.bootstrapServers();
    }

    public int port() {
        return settings.port();
    }

    /** See {@link Settings#clientProperties}. */
    public Map<String, String> clientProperties() {
        return settings.clientProperties();
    }

    private static String login(String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + USER + "\" password=\""
                + password + "\";";
    }

    private static Properties properties(Settings settings, int clientPort, int controllerPort) {
        String jaas = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + USER
                + "\" password=\"" + settings.password() + "\" user_" + USER + "=\"" + settings.password() + "\";";
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", "1");
        p.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("listeners", "CLIENT://127.0.0.1:" + clientPort + ",CONTROLLER://127.0.0.1:" + controllerPort);
        p.put("advertised.listeners", "CLIENT://127.0.0.1:" + clientPort);
        p.put("listener.security.protocol.map", "CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
        p.put("inter.broker.listener.name", "CLIENT");
        p.put("sasl.enabled.mechanisms", "PLAIN");
        p.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        p.put("sasl.mechanism.controller.protocol", "PLAIN");
        p.put("listener.name.client.plain.sasl.jaas.config", jaas);
        p.put("listener.name.controller.plain.sasl.jaas.config", jaas);
        p.put("log.dirs", settings.directory().resolve("log").toString());
        p.put("auto.create.topics.enable", "false");
        p.put("num.partitions", "1");
        p.put("default.replication.factor", "1");
        p.put("offsets.topic.replication.factor", "1");
        p.put("offsets.topic.num.partitions", "1");
        p.put("transaction.state.log.replication.factor", "1");
        p.put("transaction.state.log.num.partitions", "1");
        p.put("transaction.state.log.min.isr", "1");
        p.put("share.coordinator.state.topic.replication.factor", "1");
        p.put("share.coordinator.state.topic.num.partitions", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("num.network.threads", "1");
        p.put("num.io.threads", "2");
        p.put("background.threads", "2");
        p.put("group.coordinator.threads", "1");
        p.put("num.replica.fetchers", "1");
        p.put("num.recovery.threads.per.data.dir", "2");
        p.put("log.index.size.max.bytes", "1048576");
        p.put("log.cleaner.dedupe.buffer.size", "2097152");
        p.put("log.cleaner.io.buffer.size", "65536");
        p.put("log.message.timestamp.type", "CreateTime");
        p.put("message.max.bytes", "8388608");
        p.put("replica.fetch.max.bytes", "8388608");
        p.put("socket.request.max.bytes", "33554432");
        // as the system grows them: a window below one segment of the loopback device stalls for 200 ms at a time
        p.put("socket.send.buffer.bytes", "-1");
        p.put("socket.receive.buffer.bytes", "-1");
        // A killed broker may register again once its old session has ended.
        p.put("broker.heartbeat.interval.ms", "1000");
        p.put("broker.session.timeout.ms", "3000");
        // Nobody measures how far metadata lags: twice a second a record, its fsync and three threads' wake-ups for
        // nothing.
        p.put("metadata.max.idle.interval.ms", "30000");
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("controlled.shutdown.enable", "true");
        // otherwise a start that cannot end waits for ever
        p.put("server.max.startup.time.ms", "180000");
        return p;
    }

    private static void format(Settings settings, Properties properties) {
        try {
            Path log = settings.directory().resolve("log");
            Files.createDirectories(log);
            if (Files.exists(log.resolve("meta.properties"))) {
                return;
            }
            Path file = settings.directory().resolve("server.properties");
            try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                properties.store(out, "made at the first start; the broker reads its settings from memory");
            }
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            int code = kafka.tools.StorageTool.execute(
                    new String[] {"format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()},
                    new PrintStream(said, true, StandardCharsets.UTF_8));
            Files.delete(file);
            if (code != 0) {
                throw new EmbeddedStoreException(
                        "Kafka: cannot prepare " + log + ": " + said.toString(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new EmbeddedStoreException("Kafka: cannot use " + settings.directory() + ": " + e, e);
        }
    }

    /** Shuts the broker down in order; waits until it has. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        metrics.close();
    }
}
