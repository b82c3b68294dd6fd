package dev.quarterdeck.chaos.cluster;

import dev.quarterdeck.chaos.network.ChaosNetwork;
import dev.quarterdeck.chaos.network.Shell;
import dev.quarterdeck.embedded.PostgresBinaries;
import dev.quarterdeck.kube.tls.PemFiles;
import dev.quarterdeck.launcher.cli.QuarterdeckCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

/** All processes of a control plane's store and stream, each in a network namespace of its own, wired as separate services are. */
public final class ChaosCluster implements AutoCloseable {
    public static final String NAME = "chaos";
    private static final Duration START_LIMIT = Duration.ofSeconds(150);

    private final ClusterSettings settings;
    private final ChaosNetwork network;
    private final Path directory;
    private final FakeClocks clocks;
    private final PostgresPair postgres;
    private final Map<String, Member> services = new LinkedHashMap<>();
    private final Map<String, Member> brokers = new LinkedHashMap<>();
    private final Map<String, SmallDisk> brokerDisks = new HashMap<>();
    private final List<String> stateNames;
    private final List<String> gatewayNames;
    private final SSLContext admin;

    /** Returns when everything serves. */
    public static ChaosCluster start(ClusterSettings settings) throws IOException, GeneralSecurityException {
        ChaosNetwork network = ChaosNetwork.open();
        try {
            ChaosCluster cluster = new ChaosCluster(settings, network);
            cluster.startAll();
            return cluster;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private ChaosCluster(ClusterSettings settings, ChaosNetwork network) throws IOException, GeneralSecurityException {
        this.settings = settings;
        this.network = network;
        this.directory = Files.createDirectories(network.directory());
        this.clocks = new FakeClocks(directory);
        this.stateNames = names("state-", settings.stateServices());
        this.gatewayNames = names("gateway-", settings.gateways());
        this.postgres = new PostgresPair(
                network, PostgresBinaries.unpackInto(settings.programs()), directory, settings.diskMegabytes());
        List<String> brokerNames = names("kafka-", settings.brokers());
        brokerNames.forEach(network::add);
        stateNames.forEach(network::add);
        gatewayNames.forEach(network::add);
        for (String name : brokerNames) {
            addBroker(name, brokerNames);
        }
        Path pki = directory.resolve("pki");
        int code = QuarterdeckCommand.commandLine()
                .execute(
                        "pki",
                        pki.toString(),
                        "--state",
                        addresses(stateNames),
                        "--gateway",
                        addresses(gatewayNames),
                        // a cluster that is older than the clock may jump back
                        "--backdate",
                        "2");
        if (code != 0) {
            throw new IOException("no certificates");
        }
        this.admin = PemFiles.context(pki.resolve("ca.crt"), pki.resolve("admin.crt"), pki.resolve("admin.key"));
        for (String name : stateNames) {
            addService(name, "state-service", 9443, stateEnvironment(name));
        }
        for (String name : gatewayNames) {
            addService(name, "gateway-service", 9442, gatewayEnvironment(name));
        }
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toList();
    }

    private String addresses(List<String> members) {
        return String.join(",", members.stream().map(network::address).toList());
    }

    private void addBroker(String name, List<String> all) {
        SmallDisk disk = new SmallDisk(directory.resolve(name), settings.diskMegabytes());
        brokerDisks.put(name, disk);
        List<String> command = new ArrayList<>(network.inside(name));
        command.addAll(List.of(
                java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                BrokerProcess.class.getName(),
                disk.path("log").toString(),
                name.substring("kafka-".length())));
        all.forEach(n -> command.add(network.address(n)));
        brokers.put(
                name,
                new Member(
                        name,
                        command,
                        Map.of(),
                        directory.resolve(name + ".log"),
                        () -> listens(network.address(name), BrokerProcess.PORT)));
    }

    private void addService(String name, String module, int management, Map<String, String> own) throws IOException {
        Path jar = applicationJar(settings.root(), module);
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is missing; `mvn package` makes it");
        }
        Map<String, String> environment = new HashMap<>(own);
        environment.put("MANAGEMENT_SERVER_ADDRESS", network.address(name));
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(management));
        environment.put("QUARTERDECK_CLUSTER_NAME", NAME);
        environment.put("QUARTERDECK_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
        environment.putAll(clocks.environment(name));
        List<String> command = new ArrayList<>(network.inside(name));
        command.addAll(List.of(
                java(),
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "-Xmx320m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                jar.toString()));
        HealthQuestion health = new HealthQuestion(
                URI.create("http://" + network.address(name) + ":" + management + "/actuator/health/readiness"));
        services.put(name, new Member(name, command, environment, directory.resolve(name + ".log"), health::isUp));
    }

    public static Path applicationJar(Path root, String module) {
        return root.resolve(module + "/target/" + module + "-0.1.0-app.jar");
    }

    private static String java() {
        return System.getProperty("java.home") + "/bin/java";
    }

    private static boolean listens(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public String bootstrapServers() {
        return String.join(
                ",",
                brokers.keySet().stream()
                        .map(n -> network.address(n) + ":" + BrokerProcess.PORT)
                        .toList());
    }

    private Map<String, String> stateEnvironment(String name) {
        return Map.of(
                "SERVER_ADDRESS", network.address(name),
                "SERVER_PORT", "7443",
                "QUARTERDECK_STATE_POSTGRES_URL", postgres.jdbcUrl(),
                "QUARTERDECK_STATE_POSTGRES_USER", PostgresNode.USER,
                "QUARTERDECK_STATE_ENDPOINT_CERT_FILE", pki("state.crt"),
                "QUARTERDECK_STATE_ENDPOINT_KEY_FILE", pki("state.key"),
                "QUARTERDECK_STATE_ENDPOINT_CA_FILE", pki("ca.crt"));
    }

    private Map<String, String> gatewayEnvironment(String name) {
        Map<String, String> environment = new HashMap<>();
        environment.put("QUARTERDECK_GATEWAY_BIND_ADDRESSES", network.address(name));
        environment.put("QUARTERDECK_GATEWAY_PORT", "6443");
        environment.put("QUARTERDECK_GATEWAY_CERT_FILE", pki("gateway.crt"));
        environment.put("QUARTERDECK_GATEWAY_KEY_FILE", pki("gateway.key"));
        environment.put("QUARTERDECK_GATEWAY_CLIENT_CA_FILE", pki("ca.crt"));
        environment.put("QUARTERDECK_GATEWAY_SERVICE_ACCOUNT_SIGNING_KEY_FILE", pki("sa.key"));
        environment.put("QUARTERDECK_GATEWAY_WATCH_BOOKMARK_INTERVAL", "1s");
        environment.put(
                "QUARTERDECK_GATEWAY_STATE_REPLICAS",
                String.join(
                        ",",
                        stateNames.stream()
                                .map(n -> "https://" + network.address(n) + ":7443")
                                .toList()));
        environment.put("QUARTERDECK_GATEWAY_STATE_CA_FILE", pki("ca.crt"));
        environment.put("QUARTERDECK_GATEWAY_STATE_CERT_FILE", pki("gateway-client.crt"));
        environment.put("QUARTERDECK_GATEWAY_STATE_KEY_FILE", pki("gateway-client.key"));
        environment.put("QUARTERDECK_GATEWAY_NODES_CA_FILE", pki("ca.crt"));
        environment.put("QUARTERDECK_GATEWAY_NODES_CERT_FILE", pki("kubelet-client.crt"));
        environment.put("QUARTERDECK_GATEWAY_NODES_KEY_FILE", pki("kubelet-client.key"));
        return environment;
    }

    private String pki(String file) {
        return directory.resolve("pki").resolve(file).toString();
    }

    private void startAll() {
        brokers.values().forEach(Member::start);
        postgres.start();
        brokers.values().forEach(b -> b.awaitReady(START_LIMIT));
        services.values().forEach(Member::start);
        services.values().forEach(s -> s.awaitReady(START_LIMIT));
    }

    public ChaosNetwork network() {
        return network;
    }

    public PostgresPair postgres() {
        return postgres;
    }

    public List<String> stateServices() {
        return stateNames;
    }

    public List<String> gateways() {
        return gatewayNames;
    }

    public List<String> brokers() {
        return List.copyOf(brokers.keySet());
    }

    /** A state-service, a gateway, a broker or a server of PostgreSQL. */
    public Member member(String name) {
        for (Member member : List.of(postgres.primary(), postgres.standby())) {
            if (member.name().equals(name)) {
                return member;
            }
        }
        Member member = services.getOrDefault(name, brokers.get(name));
        if (member == null) {
            throw new IllegalArgumentException("no member " + name);
        }
        return member;
    }

    /** Of a broker or of the primary. */
    public SmallDisk disk(String member) {
        SmallDisk disk = brokerDisks.get(member);
        return disk != null ? disk : postgres.disk(member);
    }

    /** Every record of a dead broker is gone. */
    public void wipe(String broker) {
        Shell.run("rm", "-rf", disk(broker).path("log").toString());
    }

    public static boolean canSetClocks() {
        return FakeClocks.exist();
    }

    /** Against the true time. */
    public void setClock(String service, Duration offset) {
        clocks.set(service, offset);
    }

    public URI url(String gateway) {
        return URI.create("https://" + network.address(gateway) + ":6443");
    }

    /** Certificates of an administrator. */
    public SSLContext admin() {
        return admin;
    }

    /** Where the logs are. */
    public Path directory() {
        return directory;
    }

    /** Ends everything, in no order, and removes it. */
    @Override
    public void close() throws IOException {
        network.close();
    }
}
