package dev.quarterdeck.node;

import dev.quarterdeck.stream.carrier.CarrierThreads;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** node-agent by itself: one on every host. Its containerd is started by the host or the launcher. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(NodeAgentConfiguration.class)
public class NodeAgentApplication {
    public static void main(String[] arguments) {
        CarrierThreads.keepEnough();
        SpringApplication.run(NodeAgentApplication.class, arguments);
    }
}
