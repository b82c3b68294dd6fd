package dev.quarterdeck.chaos.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A broker that is a controller too; arguments: its directory, its number from 1, the addresses of all. Records are kept by a majority. */
public final class BrokerProcess {
    static final int PORT = 9092;
    private static final int CONTROLLER_PORT = 9093;
    /** Any, but the same for all brokers and lives. */
    private static final String CLUSTER_ID = "cXVhcnRlcmRlY2tjaGFvcw";

    private BrokerProcess() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        int number = Integer.parseInt(arguments[1]);
        Properties properties = properties(directory, number, List.of(arguments).subList(2, arguments.length));
        format(directory, properties);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
        System.out.println("ready");
        server.awaitShutdown();
    }

    private static Properties properties(Path directory, int number, List<String> addresses) {
        List<String> voters = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            voters.add((i + 1) + "@" + addresses.get(i) + ":" + CONTROLLER_PORT);
        }
        String mine = addresses.get(number - 1);
        String copies = Integer.toString(addresses.size());
        String majority = Integer.toString(addresses.size() / 2 + 1);
        Properties p = new Properties();
        p.put("process.roles", "broker,controller");
        p.put("node.id", Integer.toString(number));
        p.put("controller.quorum.voters", String.join(",", voters));
        p.put("controller.listener.names", "CONTROLLER");
        p.put("listeners", "CLIENT://" + mine + ":" + PORT + ",CONTROLLER://" + mine + ":" + CONTROLLER_PORT);
        p.put("advertised.listeners", "CLIENT://" + mine + ":" + PORT);
        p.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("inter.broker.listener.name", "CLIENT");
        p.put("log.dirs", directory.toString());
        p.put("auto.create.topics.enable", "false");
        p.put("num.partitions", "1");
        p.put("default.replication.factor", copies);
        p.put("min.insync.replicas", majority);
        p.put("offsets.topic.replication.factor", copies);
        p.put("offsets.topic.num.partitions", "1");
        p.put("transaction.state.log.replication.factor", copies);
        p.put("transaction.state.log.num.partitions", "1");
        p.put("transaction.state.log.min.isr", majority);
        p.put("share.coordinator.state.topic.replication.factor", copies);
        p.put("share.coordinator.state.topic.num.partitions", "1");
        p.put("share.coordinator.state.topic.min.isr", majority);
        p.put("num.network.threads", "2");
        p.put("num.io.threads", "2");
        p.put("background.threads", "2");
        p.put("num.replica.fetchers", "1");
        p.put("num.recovery.threads.per.data.dir", "2");
        p.put("log.index.size.max.bytes", "262144");
        p.put("log.segment.bytes", "16777216");
        p.put("log.cleaner.dedupe.buffer.size", "2097152");
        p.put("log.cleaner.io.buffer.size", "65536");
        p.put("message.max.bytes", "8388608");
        p.put("replica.fetch.max.bytes", "8388608");
        p.put("replica.lag.time.max.ms", "3000");
        p.put("broker.heartbeat.interval.ms", "250");
        p.put("broker.session.timeout.ms", "1500");
        p.put("controller.quorum.election.timeout.ms", "300");
        p.put("controller.quorum.fetch.timeout.ms", "1000");
        p.put("controlled.shutdown.enable", "true");
        return p;
    }

    private static void format(Path directory, Properties properties) throws IOException {
        Files.createDirectories(directory);
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        Path file = Files.createTempFile("server", ".properties");
        try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            properties.store(out, null);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = kafka.tools.StorageTool.execute(
                new String[] {"format", "--cluster-id", CLUSTER_ID, "--config", file.toString()},
                new PrintStream(said, true, StandardCharsets.UTF_8));
        Files.delete(file);
        if (code != 0) {
            throw new IOException(said.toString(StandardCharsets.UTF_8));
        }
    }
}
