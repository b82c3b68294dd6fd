package dev.quarterdeck.controller;

import dev.quarterdeck.stream.carrier.CarrierThreads;
import dev.quarterdeck.stream.heap.OldGeneration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** controller-service by itself: any number of replicas, of which one leads. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({
    ControllerStreamConfiguration.class, // what is known, from Kafka
    ControllerServiceConfiguration.class // what is done
})
public class ControllerServiceApplication {
    public static void main(String[] arguments) {
        OldGeneration.keepSmall();
        CarrierThreads.keepEnough();
        SpringApplication.run(ControllerServiceApplication.class, arguments);
    }
}
