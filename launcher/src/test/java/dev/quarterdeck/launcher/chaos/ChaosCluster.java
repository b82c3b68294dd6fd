package dev.quarterdeck.launcher.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.embedded.EmbeddedDirectories;
import dev.quarterdeck.embedded.EmbeddedPostgres;
import dev.quarterdeck.launcher.cli.QuarterdeckCommand;
import dev.quarterdeck.launcher.compose.ServiceProcess;
import dev.quarterdeck.stateclient.http.PemContext;
import dev.quarterdeck.testkit.await.Await;
import dev.quarterdeck.testkit.process.ChildJvm;
import dev.quarterdeck.testkit.process.KafkaBrokerProcess;
import dev.quarterdeck.testkit.stores.TestStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Assumptions;

/**
 * PostgreSQL, a broker, two state-services and two gateways, each a process that can be killed and started again at the same address. Services have loopback
 * addresses of their own, and stores have ports that the system gives to no outgoing connection: so nobody takes an address while its owner is dead.
 */
final class ChaosCluster implements AutoCloseable {
    static final List<String> STATE_SERVICES = List.of("state-1", "state-2");
    static final List<String> GATEWAYS = List.of("gateway-1", "gateway-2");
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration START_LIMIT = Duration.ofSeconds(150);

    private final String network = "127.81." + (1 + ProcessHandle.current().pid() % 250) + ".";
    private final Map<String, String> addresses =
            Map.of("state-1", network + 1, "state-2", network + 2, "gateway-1", network + 3, "gateway-2", network + 4);
    private final Map<String, ServiceProcess> processes = new LinkedHashMap<>();
    private final Path directory;
    private final int postgresPort;
    private final int brokerPort;
    private final ChildJvm broker;
    private EmbeddedPostgres postgres;
    private final SSLContext admin;

    /** The whole cluster, ready; the test is skipped where the applications have not been built, unless they are required. */
    static ChaosCluster start() throws IOException, GeneralSecurityException {
        for (String module : List.of("state-service", "gateway-service")) {
            boolean built = Files.exists(jar(module));
            if (!built && "1".equals(System.getenv("QUARTERDECK_REQUIRE_REAL"))) {
                throw new AssertionError(jar(module) + " is required here; `mvn package` makes it");
            }
            Assumptions.assumeTrue(built, "needs the application of " + module + ", made by `mvn package`");
        }
        ChaosCluster cluster = new ChaosCluster(Files.createTempDirectory("quarterdeck-chaos"));
        try {
            cluster.startServices();
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    private ChaosCluster(Path directory) throws IOException, GeneralSecurityException {
        this.directory = directory;
        this.brokerPort = quietPort();
        this.postgresPort = quietPort();
        this.broker = new ChildJvm(
                        KafkaBrokerProcess.class,
                        List.of(directory.resolve("kafka").toString(), String.valueOf(brokerPort)),
                        directory.resolve("kafka.log"))
                .start();
        this.postgres = startPostgres();
        Path pki = directory.resolve("pki");
        int code = QuarterdeckCommand.commandLine()
                .execute(
                        "pki",
                        pki.toString(),
                        "--state",
                        addresses.get("state-1") + "," + addresses.get("state-2"),
                        "--gateway",
                        addresses.get("gateway-1") + "," + addresses.get("gateway-2"));
        assertThat(code).isZero();
        this.admin = PemContext.of(pki.resolve("ca.crt"), pki.resolve("admin.crt"), pki.resolve("admin.key"));
    }

    private void startServices() {
        awaitBroker();
        STATE_SERVICES.forEach(this::startAgain);
        GATEWAYS.forEach(this::startAgain);
        STATE_SERVICES.forEach(this::awaitHealthy);
        GATEWAYS.forEach(this::awaitHealthy);
    }

    /** A free port below those of outgoing connections. */
    private static int quietPort() {
        Random random = new Random();
        while (true) {
            int port = 20_000 + random.nextInt(10_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // somebody has it: another one
            }
        }
    }

    private static Path jar(String module) {
        return ROOT.resolve(module + "/target/" + module + "-0.1.0-app.jar");
    }

    List<ApiClient> clients() {
        return GATEWAYS.stream()
                .map(name -> new ApiClient(URI.create("https://" + addresses.get(name) + ":6443"), admin))
                .toList();
    }

    void kill(String service) {
        processes.get(service).kill();
    }

    void startAgain(String service) {
        boolean state = STATE_SERVICES.contains(service);
        String address = addresses.get(service);
        int management = state ? 9443 : 9442;
        Map<String, String> environment =
                new HashMap<>(state ? stateEnvironment(address) : gatewayEnvironment(address));
        environment.put("MANAGEMENT_SERVER_ADDRESS", address);
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(management));
        environment.put("QUARTERDECK_CLUSTER_NAME", "chaos");
        environment.put("QUARTERDECK_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + brokerPort);
        environment.put("QUARTERDECK_KAFKA_PROPERTIES_SECURITY_PROTOCOL", "SASL_PLAINTEXT");
        environment.put("QUARTERDECK_KAFKA_PROPERTIES_SASL_MECHANISM", "PLAIN");
        environment.put(
                "QUARTERDECK_KAFKA_PROPERTIES_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"quarterdeck\" password=\""
                        + KafkaBrokerProcess.PASSWORD + "\";");
        processes.put(
                service,
                ServiceProcess.start(
                        service,
                        jar(state ? "state-service" : "gateway-service"),
                        environment,
                        "http://" + address + ":" + management + "/actuator/health/readiness",
                        directory.resolve(service + ".log")));
    }

    private Map<String, String> stateEnvironment(String address) {
        return Map.of(
                "SERVER_ADDRESS",
                address,
                "SERVER_PORT",
                "7443",
                "QUARTERDECK_STATE_POSTGRES_URL",
                "jdbc:postgresql://127.0.0.1:" + postgresPort + "/postgres",
                "QUARTERDECK_STATE_POSTGRES_USER",
                EmbeddedPostgres.USER,
                "QUARTERDECK_STATE_POSTGRES_PASSWORD",
                postgres.password(),
                "QUARTERDECK_STATE_ENDPOINT_CERT_FILE",
                pki("state.crt"),
                "QUARTERDECK_STATE_ENDPOINT_KEY_FILE",
                pki("state.key"),
                "QUARTERDECK_STATE_ENDPOINT_CA_FILE",
                pki("ca.crt"));
    }

    private Map<String, String> gatewayEnvironment(String address) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "QUARTERDECK_GATEWAY_BIND_ADDRESSES", address,
                "QUARTERDECK_GATEWAY_PORT", "6443",
                "QUARTERDECK_GATEWAY_CERT_FILE", pki("gateway.crt"),
                "QUARTERDECK_GATEWAY_KEY_FILE", pki("gateway.key"),
                "QUARTERDECK_GATEWAY_CLIENT_CA_FILE", pki("ca.crt"),
                "QUARTERDECK_GATEWAY_SERVICE_ACCOUNT_SIGNING_KEY_FILE", pki("sa.key"),
                "QUARTERDECK_GATEWAY_WATCH_BOOKMARK_INTERVAL", "1s"));
        environment.put(
                "QUARTERDECK_GATEWAY_STATE_REPLICAS",
                "https://" + addresses.get("state-1") + ":7443,https://" + addresses.get("state-2") + ":7443");
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

    void awaitHealthy(String service) {
        processes.get(service).awaitHealthy(START_LIMIT);
    }

    void killBroker() {
        broker.kill();
    }

    void startBroker() {
        broker.start();
        awaitBroker();
    }

    private void awaitBroker() {
        Await.until(() -> "the broker listens: " + broker.output(), START_LIMIT, () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), brokerPort), 500);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    void killPostgres() {
        ProcessHandle server = ProcessHandle.of(postgres.pid()).orElseThrow();
        server.destroyForcibly();
        server.onExit().join();
    }

    /** Recovers from the log what the killed server had committed. */
    void restartPostgres() {
        postgres = startPostgres();
    }

    private EmbeddedPostgres startPostgres() {
        return EmbeddedPostgres.start(new EmbeddedPostgres.Settings(
                directory.resolve("postgres"), TestStores.programs(), postgresPort, "secret"));
    }

    Connection database() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    /** The state-service that fills the topics now: the one whose connection holds the lock of publishers. */
    String publisher() {
        AtomicReference<String> found = new AtomicReference<>();
        Await.until("somebody publishes", START_LIMIT, () -> {
            try (Connection connection = database();
                    var rows = connection
                            .createStatement()
                            .executeQuery(
                                    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                                            + " WHERE l.locktype = 'advisory' AND l.granted AND a.application_name LIKE 'quarterdeck-state-publisher@%'")) {
                while (rows.next()) {
                    long pid = Long.parseLong(rows.getString(1).replaceFirst(".*@", ""));
                    STATE_SERVICES.stream()
                            .filter(s -> processes.get(s).pid() == pid)
                            .findFirst()
                            .ifPresent(found::set);
                }
            } catch (SQLException e) {
                return false;
            }
            return found.get() != null;
        });
        return found.get();
    }

    @Override
    public void close() throws IOException {
        // one after the other, and none of them in order: nothing of them is needed any more
        processes.values().forEach(ServiceProcess::kill);
        broker.kill();
        postgres.close();
        if (System.getProperty("quarterdeck.keep", "").isEmpty()) {
            EmbeddedDirectories.delete(directory);
        }
    }
}
