package dev.quarterdeck.scheduler.profile;

import java.time.Duration;

/**
 * Arguments of DynamicResources; of several profiles, the longest.
 *
 * @param search how long devices may be looked for on one node; zero for as long as it takes
 * @param bind how long devices may take to be made ready
 */
public record DeviceTimes(Duration search, Duration bind) {
    public static final DeviceTimes STANDARD = new DeviceTimes(Duration.ofSeconds(10), Duration.ofMinutes(10));

    DeviceTimes max(DeviceTimes other) {
        return new DeviceTimes(
                search.isZero() || other.search.isZero() ? Duration.ZERO : longer(search, other.search),
                longer(bind, other.bind));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
