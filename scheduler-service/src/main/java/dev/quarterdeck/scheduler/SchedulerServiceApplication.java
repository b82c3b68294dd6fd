package dev.quarterdeck.scheduler;

import dev.quarterdeck.stream.carrier.CarrierThreads;
import dev.quarterdeck.stream.heap.OldGeneration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** scheduler-service by itself: any number of replicas, of which one leads. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({SchedulerServiceConfiguration.class, SchedulerStreamConfiguration.class})
public class SchedulerServiceApplication {
    public static void main(String[] arguments) {
        OldGeneration.keepSmall();
        CarrierThreads.keepEnough();
        SpringApplication.run(SchedulerServiceApplication.class, arguments);
    }
}
