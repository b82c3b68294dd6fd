package dev.quarterdeck.simulation.world;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Virtual time as a clock on the wall. */
public final class VirtualClock extends Clock {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final World world;

    public VirtualClock(World world) {
        this.world = world;
    }

    @Override
    public Instant instant() {
        return BEGINNING.plusNanos(world.now());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
