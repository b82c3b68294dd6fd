package dev.quarterdeck.launcher.up;

import dev.quarterdeck.network.NetworkServiceConfiguration;
import dev.quarterdeck.node.NodeAgentConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.springframework.context.ConfigurableApplicationContext;

/** A host by itself: node-agent and network-service in one JVM. Ends when the process that started it closes its standard input, or ends. */
public final class HostMain {
    static final String NODE_AGENT = "node-agent/";
    static final String NETWORK_SERVICE = "network-service/";

    private HostMain() {}

    /** @param arguments a properties file, in which each key begins with the service it is for, and the directory of logs */
    public static void main(String[] arguments) throws IOException {
        ClusterLogging.begin(Path.of(arguments[1]));
        Properties all = new Properties();
        try (InputStream in = Files.newInputStream(Path.of(arguments[0]))) {
            all.load(in);
        }
        MeterRegistry metrics = new SimpleMeterRegistry();
        ConfigurableApplicationContext network = ServiceContext.of(NetworkServiceConfiguration.class)
                .sharing(MeterRegistry.class, metrics)
                .with(ofService(all, NETWORK_SERVICE))
                .start();
        ConfigurableApplicationContext agent = ServiceContext.of(NodeAgentConfiguration.class)
                .sharing(MeterRegistry.class, metrics)
                .with(ofService(all, NODE_AGENT))
                .start();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            agent.close();
                            network.close();
                        },
                        "stop"));
        // End of file: whoever started us is gone.
        while (System.in.read() >= 0) {
            // Nothing is said on this channel.
        }
        System.exit(0);
    }

    private static Map<String, String> ofService(Properties all, String prefix) {
        Map<String, String> properties = new LinkedHashMap<>();
        all.stringPropertyNames().stream()
                .filter(k -> k.startsWith(prefix))
                .forEach(k -> properties.put(k.substring(prefix.length()), all.getProperty(k)));
        return properties;
    }
}
