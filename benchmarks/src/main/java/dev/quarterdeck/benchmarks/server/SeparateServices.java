package dev.quarterdeck.benchmarks.server;

import dev.quarterdeck.benchmarks.process.Program;
import dev.quarterdeck.benchmarks.process.ProgramFailure;
import dev.quarterdeck.embedded.EmbeddedDirectories;
import dev.quarterdeck.embedded.EmbeddedPostgres;
import dev.quarterdeck.embedded.FreePorts;
import dev.quarterdeck.testkit.process.KafkaBrokerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One gateway, one state-service, one broker and PostgreSQL, each a process, with the environment that docker-compose.yml gives them, and JVMs that are run as the
 * images run them: the Dockerfile's flags, and heaps by the memory of their containers. No scheduler and no controllers: what a bare API server and its store are
 * compared with.
 */
public final class SeparateServices implements Server {
    public static final String LABEL = "services";
    private static final Duration START_LIMIT = Duration.ofSeconds(180);

    private final Path home;
    private final Path directory;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private ComposeFile file = new ComposeFile(Map.of());
    private ServiceImage image = new ServiceImage(List.of(), "");
    private Map<String, String> stores = Map.of();
    private int api;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    public SeparateServices(Path home, Path directory) {
        this.home = home;
        this.directory = directory.resolve(LABEL);
    }

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public String about() {
        return "one gateway, one state-service, one Kafka broker and PostgreSQL, each a process with the JVM's flags of the Dockerfile and the memory that docker-compose.yml"
                + " gives its container; no scheduler, no controllers";
    }

    @Override
    public boolean ours() {
        return true;
    }

    @Override
    public Running start() {
        close();
        try {
            return startAll();
        } catch (IOException e) {
            throw new ProgramFailure("cannot start the services in " + directory, e);
        }
    }

    private Running startAll() throws IOException {
        EmbeddedDirectories.delete(directory);
        Files.createDirectories(directory);
        List<Integer> ports = FreePorts.find(5);
        api = ports.get(0);
        int state = ports.get(1);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(new EmbeddedPostgres.Settings(
                directory.resolve("postgres"),
                Path.of(System.getProperty("java.io.tmpdir"), "quarterdeck-postgres"),
                0,
                KafkaBrokerProcess.PASSWORD));
        started.push(postgres);
        file = ComposeFile.parse(
                Files.readString(home.resolve("docker-compose.yml")),
                Map.of(
                        "PKI",
                        directory.resolve("pki").toString(),
                        "API_PORT",
                        Integer.toString(api),
                        "POSTGRES_PASSWORD",
                        KafkaBrokerProcess.PASSWORD,
                        "KAFKA_PASSWORD",
                        KafkaBrokerProcess.PASSWORD));
        image = ServiceImage.parse(Files.readString(home.resolve("Dockerfile")));
        Process kafka = java(
                "kafka",
                Map.of(ServiceImage.ARENAS, file.environment("kafka").getOrDefault(ServiceImage.ARENAS, "")),
                kafkaFlags(file.environment("kafka")),
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        KafkaBrokerProcess.class.getName(),
                        directory.resolve("kafka").toString(),
                        ports.get(2).toString()));
        awaitLine(kafka, directory.resolve("kafka.log"), "ready");
        // not by ./quarterdeck, which builds where it sees a reason
        new Program(
                        List.of(
                                System.getProperty("java.home") + "/bin/java",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                home.resolve("launcher/target/quarterdeck-0.1.0.jar") + ":"
                                        + home.resolve("launcher/target/lib") + "/*",
                                "dev.quarterdeck.launcher.cli.QuarterdeckCommand",
                                "pki",
                                directory.resolve("pki").toString(),
                                "--state",
                                "localhost",
                                "--gateway",
                                "127.0.0.1",
                                "--server",
                                "https://127.0.0.1:" + api),
                        Map.of(),
                        directory.resolve("pki.log"),
                        Duration.ofSeconds(60))
                .run();
        stores = Map.of(
                "QUARTERDECK_KAFKA_BOOTSTRAP_SERVERS",
                "127.0.0.1:" + ports.get(2),
                "QUARTERDECK_STATE_POSTGRES_URL",
                postgres.jdbcUrl());
        Process stateService = service(
                "state-1",
                "state-service",
                stores,
                Map.of(
                        "SERVER_ADDRESS",
                        "127.0.0.1",
                        "SERVER_PORT",
                        Integer.toString(state),
                        "MANAGEMENT_SERVER_ADDRESS",
                        "127.0.0.1",
                        "MANAGEMENT_SERVER_PORT",
                        ports.get(3).toString()));
        awaitHealthy("state-service", stateService, ports.get(3));
        Process gateway = service(
                "gateway-1",
                "gateway-service",
                stores,
                Map.of(
                        "QUARTERDECK_GATEWAY_BIND_ADDRESSES",
                        "127.0.0.1",
                        "QUARTERDECK_GATEWAY_PORT",
                        Integer.toString(api),
                        "QUARTERDECK_GATEWAY_STATE_REPLICAS",
                        "https://localhost:" + state,
                        "MANAGEMENT_SERVER_ADDRESS",
                        "127.0.0.1",
                        "MANAGEMENT_SERVER_PORT",
                        ports.get(4).toString()));
        awaitHealthy("gateway-service", gateway, ports.get(4));
        return new Running(
                directory.resolve("pki/kubeconfig"),
                "gateway=" + gateway.pid() + ",state=" + stateService.pid() + ",kafka=" + kafka.pid() + ",postgres="
                        + postgres.pid() + "+");
    }

    /**
     * One more replica of the scheduler or of the controllers; returns at once.
     *
     * @param service as docker-compose.yml calls it
     * @param identity that it has in leader election
     */
    public Process replica(String service, String module, String identity) {
        String prefix =
                "QUARTERDECK_" + module.substring(0, module.indexOf('-')).toUpperCase(Locale.ROOT);
        Map<String, String> environment = new java.util.HashMap<>(file.environment(service));
        stores.forEach(environment::replace);
        environment.put("QUARTERDECK_API_URL", "https://127.0.0.1:" + api);
        environment.put(prefix + "_IDENTITY", identity);
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put(ServiceImage.ARENAS, image.arenas());
        environment.put("SERVER_PORT", FreePorts.find(1).getFirst().toString());
        return java(
                identity,
                environment,
                image.flags(file.memory(service)),
                List.of("-jar", jar(module).toString()));
    }

    private static List<String> kafkaFlags(Map<String, String> environment) {
        List<String> flags = new ArrayList<>();
        for (String name : List.of("KAFKA_HEAP_OPTS", "KAFKA_JVM_PERFORMANCE_OPTS")) {
            flags.addAll(List.of(environment.getOrDefault(name, "").split(" ")));
        }
        return flags;
    }

    private Path jar(String module) {
        Path jar = home.resolve(module + "/target/" + module + "-0.1.0-app.jar");
        if (!Files.exists(jar)) {
            throw new ProgramFailure(jar + " is not there: build it with mvn package");
        }
        return jar;
    }

    private Process service(String service, String module, Map<String, String> stores, Map<String, String> addresses) {
        Map<String, String> all = new java.util.HashMap<>(file.environment(service));
        stores.forEach(all::replace);
        all.putAll(addresses);
        all.put(ServiceImage.ARENAS, image.arenas());
        return java(
                module,
                all,
                image.flags(file.memory(service)),
                List.of("-jar", jar(module).toString()));
    }

    private Process java(String name, Map<String, String> environment, List<String> flags, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(flags);
        command.addAll(arguments);
        Process process = new Program(command, environment, directory.resolve(name + ".log"), START_LIMIT).start();
        started.push(() -> Program.end(process, Duration.ofSeconds(20)));
        return process;
    }

    private void awaitHealthy(String name, Process process, int port) {
        URI health = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
        await(name, process, () -> {
            try {
                HttpRequest request = HttpRequest.newBuilder(health)
                        .timeout(Duration.ofSeconds(2))
                        .build();
                return http.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ProgramFailure("interrupted", e);
            }
        });
    }

    private void awaitLine(Process process, Path log, String line) {
        await(log.getFileName().toString(), process, () -> {
            try {
                return Files.readString(log).lines().anyMatch(line::equals);
            } catch (IOException e) {
                return false;
            }
        });
    }

    private void await(String name, Process process, java.util.function.BooleanSupplier ready) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new ProgramFailure(
                        name + (process.isAlive() ? " is not ready" : " has ended") + "; see the logs in " + directory);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                System.err.println("not stopped in order: " + e.getMessage());
            }
        }
    }
}
