package dev.quarterdeck.chaos.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a run is like; each component is the system property {@code quarterdeck.chaos.<component>}.
 *
 * @param duration rounds begin until it is over; null for one round with each kind of fault once
 * @param seed of faults and load; a run prints it
 * @param faults in one round; 0 for each kind once
 * @param rate steps of all clients together in a second; a step is one to two requests
 * @param brokers 1, or 3 for topics that are kept three times
 */
public record ChaosSettings(
        @Nullable Duration duration,
        long seed,
        int faults,
        int rate,
        int clients,
        int keys,
        int stateServices,
        int gateways,
        int brokers,
        int diskMegabytes) {
    private static final String PREFIX = "quarterdeck.chaos.";

    public static ChaosSettings fromSystemProperties() {
        String duration = System.getProperty(PREFIX + "duration", "");
        return new ChaosSettings(
                duration.isEmpty() ? null : Duration.parse("PT" + duration),
                // a build does the same faults each time, so that it fails for what was changed; a long run goes where
                // none was
                Long.getLong(PREFIX + "seed", duration.isEmpty() ? 1 : System.currentTimeMillis() % 1_000_000),
                Integer.getInteger(PREFIX + "faults", 0),
                Integer.getInteger(PREFIX + "rate", 60),
                Integer.getInteger(PREFIX + "clients", 8),
                Integer.getInteger(PREFIX + "keys", 12),
                Integer.getInteger(PREFIX + "stateServices", 2),
                Integer.getInteger(PREFIX + "gateways", 2),
                Integer.getInteger(PREFIX + "brokers", 1),
                Integer.getInteger(PREFIX + "diskMegabytes", 512));
    }
}
