package dev.quarterdeck.state.write;

import java.util.random.RandomGenerator;

/** Names from {@code generateName}: the prefix cut to 58 characters, and five characters that spell no words (API conventions, "Names"). */
public final class GeneratedNames {
    /** How often a name that is taken is drawn again. */
    static final int TRIES = 8;

    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int MAX_PREFIX = 58;
    private static final int SUFFIX = 5;

    private GeneratedNames() {}

    public static String draw(String prefix, RandomGenerator random) {
        StringBuilder name = new StringBuilder(prefix.length() > MAX_PREFIX ? prefix.substring(0, MAX_PREFIX) : prefix);
        return name.append(suffix(random, SUFFIX)).toString();
    }

    /** Random characters of the same alphabet. */
    public static String suffix(RandomGenerator random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
