package dev.quarterdeck.gateway;

import dev.quarterdeck.gateway.remote.RemoteStateConfiguration;
import dev.quarterdeck.stream.carrier.CarrierThreads;
import dev.quarterdeck.stream.heap.OldGeneration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The gateway by itself. Settings: {@link GatewaySettings}, those of {@code remote}, and those of gateway-service.yml. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    // state-service and the caches, from elsewhere
    RemoteStateConfiguration.class,
    // what answers requests
    GatewayServiceConfiguration.class,
    // what listens for them
    GatewayWebConfiguration.class,
})
public class GatewayServiceApplication {

    public static void main(String[] args) {
        OldGeneration.keepSmall();
        CarrierThreads.keepEnough();
        SpringApplication application = new SpringApplication(GatewayServiceApplication.class);
        application.setDefaultProperties(Map.of("spring.config.name", "application,gateway-service"));
        application.run(args);
    }
}
