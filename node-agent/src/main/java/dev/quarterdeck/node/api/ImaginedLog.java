package dev.quarterdeck.node.api;

import dev.quarterdeck.node.log.LogQuery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * The log of a container that only is imagined: one line, which says so.
 *
 * @param at the line's time
 */
record ImaginedLog(String line, Instant at) {
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** @param running looked at once a second while the reader follows; may block */
    Flux<byte[]> read(LogQuery query, BooleanSupplier running) {
        boolean wanted = query.tailLines() != 0
                && (query.since() == null || !at.isBefore(query.since()))
                && !"stderr".equals(query.stream());
        byte[] text = ((query.timestamps() ? at + " " : "") + line + "\n").getBytes(StandardCharsets.UTF_8);
        if (query.limitBytes() >= 0 && query.limitBytes() < text.length) {
            text = Arrays.copyOf(text, (int) query.limitBytes());
        }
        Flux<byte[]> said = wanted && text.length > 0 ? Flux.just(text) : Flux.empty();
        Flux<byte[]> rest = Flux.interval(LOOK, Schedulers.boundedElastic())
                .onBackpressureDrop()
                .takeWhile(tick -> running.getAsBoolean())
                .ignoreElements()
                .cast(byte[].class)
                .flux();
        return query.follow() ? said.concatWith(rest) : said;
    }
}
