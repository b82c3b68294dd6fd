package dev.quarterdeck.state;

import dev.quarterdeck.state.endpoint.EndpointConfiguration;
import dev.quarterdeck.stream.carrier.CarrierThreads;
import dev.quarterdeck.stream.heap.OldGeneration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** State-service by itself. Settings: {@link StateServiceSettings}, {@link StreamProperties}, {@code quarterdeck.state.endpoint}, and those of state-service.yml. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    // the service
    StateServiceConfiguration.class,
    // its door for other processes
    EndpointConfiguration.class,
})
public class StateServiceApplication {

    public static void main(String[] args) {
        OldGeneration.keepSmall();
        CarrierThreads.keepEnough();
        SpringApplication application = new SpringApplication(StateServiceApplication.class);
        application.setDefaultProperties(Map.of("spring.config.name", "application,state-service"));
        application.run(args);
    }
}
