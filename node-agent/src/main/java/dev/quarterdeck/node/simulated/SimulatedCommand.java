package dev.quarterdeck.node.simulated;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a container's command would do, guessed from its words: {@code exit 1}, {@code sleep 10}, {@code true}, {@code false}; anything else runs until it
 * is stopped. Pure.
 *
 * @param ends after how long it ends by itself; empty = never
 * @param exitCode with which it ends by itself
 * @param hearsTerm whether SIGTERM ends it: a shell or sleep as first process of a container does not hear it
 */
record SimulatedCommand(Optional<Duration> ends, int exitCode, boolean hearsTerm) {
    private static final Pattern SLEEP = Pattern.compile("\\bsleep\\s+(\\d+)");
    private static final Pattern EXIT = Pattern.compile("\\bexit\\s+(\\d+)");
    private static final Duration ENDLESS = Duration.ofDays(365);

    static SimulatedCommand of(List<String> words) {
        if (words.isEmpty()) {
            return new SimulatedCommand(Optional.empty(), 0, true);
        }
        String text = String.join(" ", words);
        Matcher exit = EXIT.matcher(text);
        Matcher sleep = SLEEP.matcher(text);
        int code = exit.find() ? Integer.parseInt(exit.group(1)) : text.endsWith("false") ? 1 : 0;
        if (sleep.find()) {
            Duration nap = sleep.group(1).length() > 8 ? ENDLESS : Duration.ofSeconds(Long.parseLong(sleep.group(1)));
            return new SimulatedCommand(Optional.of(nap), code, false);
        }
        boolean short_ = EXIT.matcher(text).find() || text.endsWith("true") || text.endsWith("false");
        boolean loops = text.contains("while ");
        return short_ && !loops
                ? new SimulatedCommand(Optional.of(Duration.ZERO), code, true)
                : new SimulatedCommand(Optional.empty(), 0, !text.startsWith("sh "));
    }
}
