package dev.quarterdeck.scheduler.profile;

import java.time.Duration;
import java.util.List;

/**
 * What a KubeSchedulerConfiguration says, resolved.
 *
 * @param profiles one for each scheduler name; at least one
 * @param bindTimeout how long a pod waits for its claims to be bound; the longest of all profiles
 */
public record SchedulerConfiguration(
        List<Profile> profiles,
        Duration firstBackoff,
        Duration longestBackoff,
        Duration bindTimeout,
        DeviceTimes deviceTimes,
        List<ExtenderSettings> extenders) {

    /** The defaults of the reference for one scheduler name. */
    public static SchedulerConfiguration standard(String schedulerName) {
        return new SchedulerConfiguration(
                List.of(Profile.standard(schedulerName)),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                DeviceTimes.STANDARD,
                List.of());
    }
}
