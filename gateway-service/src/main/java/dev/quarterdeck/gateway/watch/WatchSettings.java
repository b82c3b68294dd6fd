package dev.quarterdeck.gateway.watch;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code quarterdeck.gateway.watch.*}.
 *
 * @param bufferedEvents events waiting for one slow watch; beyond, the watch falls behind and is served from the window or from history
 * @param stallTimeout a watch that has something to send and takes nothing for this long is cut off
 * @param bookmarkInterval between two bookmarks of a watch that allows them
 * @param minTimeout shortest life of a watch that names no timeout; the longest is twice as long
 */
public record WatchSettings(
        @DefaultValue("1000") int bufferedEvents,
        @DefaultValue("60s") Duration stallTimeout,
        @DefaultValue("60s") Duration bookmarkInterval,
        @DefaultValue("30m") Duration minTimeout) {
    public static final WatchSettings DEFAULT =
            new WatchSettings(1000, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofMinutes(30));

    public WatchSettings {
        if (bufferedEvents < 1) {
            throw new IllegalArgumentException("quarterdeck.gateway.watch.buffered-events must be positive");
        }
    }
}
