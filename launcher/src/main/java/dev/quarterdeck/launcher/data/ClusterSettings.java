package dev.quarterdeck.launcher.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a cluster was started with; kept in {@code cluster.json}, readable by its owner only, so that the next {@code up} needs no flags.
 *
 * @param nodes number of hosts, at least 1
 * @param runtime what runs pods
 * @param port of the API, on loopback and on the first host's address
 * @param postgresPassword made at the first start
 * @param kafkaPassword made at the first start
 * @param featureGates such as {@code GenericWorkload=true}; empty for the defaults
 * @param runtimeConfig versions that are served beyond the default, such as {@code scheduling.k8s.io/v1alpha2=true}; may be empty
 * @param network ranges of addresses
 */
public record ClusterSettings(
        int nodes,
        Runtime runtime,
        int port,
        String postgresPassword,
        String kafkaPassword,
        String featureGates,
        String runtimeConfig,
        ClusterNetwork network) {

    public ClusterSettings {
        // clusters of before have none of these
        featureGates = Objects.requireNonNullElse(featureGates, "");
        runtimeConfig = Objects.requireNonNullElse(runtimeConfig, "");
        network = Objects.requireNonNullElse(network, ClusterNetwork.DEFAULT);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port must be between 1 and 65535, not " + port);
        }
        Objects.requireNonNull(runtime, "runtime");
        if (nodes < 1 || nodes > runtime.mostNodes()) {
            throw new IllegalArgumentException("nodes must be between 1 and " + runtime.mostNodes() + ", not " + nodes);
        }
        Objects.requireNonNull(postgresPassword, "postgresPassword");
        Objects.requireNonNull(kafkaPassword, "kafkaPassword");
    }

    /** With default features and ranges. */
    public ClusterSettings(int nodes, Runtime runtime, int port, String postgresPassword, String kafkaPassword) {
        this(nodes, runtime, port, postgresPassword, kafkaPassword, "", "", ClusterNetwork.DEFAULT);
    }

    /** What runs the containers of pods. */
    public enum Runtime {
        /** Hosts have one network of 254 addresses. */
        CONTAINERD(200),
        /** As many as there are ranges of pod addresses. */
        SIMULATED(20_000),
        /** No hosts and no controllers: API and scheduler alone, with whatever Node objects somebody makes. */
        NONE(200),
        /** The API and its store, and nobody who acts on what they hold. */
        API(200);

        private final int mostNodes;

        Runtime(int mostNodes) {
            this.mostNodes = mostNodes;
        }

        public int mostNodes() {
            return mostNodes;
        }
    }

    /** Whether there are hosts, and controllers that look after them. */
    public boolean hasHosts() {
        return hasScheduler() && runtime != Runtime.NONE;
    }

    public boolean hasScheduler() {
        return runtime != Runtime.API;
    }

    /** Addresses of all pods, as many as two ranges with a comma between. */
    public String clusterCidr() {
        return String.join(",", network.podRanges(nodes));
    }

    private static final JsonMapper JSON = JsonMapper.shared();

    public static ClusterSettings fresh(int nodes, Runtime runtime, int port) {
        return new ClusterSettings(nodes, runtime, port, secret(), secret());
    }

    public ClusterSettings with(int nodes, Runtime runtime, int port) {
        return new ClusterSettings(
                nodes, runtime, port, postgresPassword, kafkaPassword, featureGates, runtimeConfig, network);
    }

    public ClusterSettings with(String gates, String versions) {
        return new ClusterSettings(nodes, runtime, port, postgresPassword, kafkaPassword, gates, versions, network);
    }

    public ClusterSettings with(ClusterNetwork other) {
        return new ClusterSettings(
                nodes, runtime, port, postgresPassword, kafkaPassword, featureGates, runtimeConfig, other);
    }

    private static String secret() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    public static Optional<ClusterSettings> read(DataDirectory directory) {
        Path file = directory.settings();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), ClusterSettings.class));
        } catch (IOException | JacksonException e) {
            throw new LauncherException("cannot read " + file + ", which holds the passwords of the cluster's stores: "
                    + firstLine(e) + "; put back a good copy, or delete " + directory.root() + ". Nothing was changed");
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    public void write(DataDirectory directory) {
        PrivateFiles.write(
                directory.settings(), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
    }
}
