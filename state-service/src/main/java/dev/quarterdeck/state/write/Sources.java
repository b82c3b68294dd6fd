package dev.quarterdeck.state.write;

import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Where time, chance and identities come from.
 *
 * @param random one for the calling thread
 * @param uids new object uids
 */
public record Sources(InstantSource clock, Supplier<RandomGenerator> random, Supplier<String> uids) {

    /** Those of a running service. Uids are version 4 and need not be secret, so they don't wait for the system's entropy. */
    public static Sources system() {
        return new Sources(InstantSource.system(), ThreadLocalRandom::current, () -> uid(ThreadLocalRandom.current()));
    }

    /** A version 4 UUID (RFC 9562). */
    public static String uid(RandomGenerator random) {
        long high = random.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x4000L;
        long low = random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
