package dev.quarterdeck.scheduler;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of scheduler-service, {@code quarterdeck.scheduler.*}.
 *
 * @param name pods whose {@code schedulerName} is this one are ours; that of a single profile that names none
 * @param configFile a KubeSchedulerConfiguration with profiles and their arguments; empty for the defaults
 * @param identity of this replica in leader election; empty for host name and a random part
 */
@ConfigurationProperties("quarterdeck.scheduler")
public record SchedulerSettings(
        @DefaultValue("default-scheduler") String name,
        @DefaultValue("") String configFile,
        @DefaultValue("") String identity) {}
