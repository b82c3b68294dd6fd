package dev.quarterdeck.network;

import dev.quarterdeck.stream.carrier.CarrierThreads;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** network-service by itself: one on every host. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(NetworkServiceConfiguration.class)
public class NetworkServiceApplication {
    public static void main(String[] arguments) {
        CarrierThreads.keepEnough();
        SpringApplication.run(NetworkServiceApplication.class, arguments);
    }
}
