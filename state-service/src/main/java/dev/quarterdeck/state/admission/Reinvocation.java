package dev.quarterdeck.state.admission;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Whether the mutating phase of a request has to be gone through once more, and what plugins remember between the two rounds. In the second round all
 * plugins are asked again; those who ask others decide by what they remember. One thread.
 */
public final class Reinvocation {
    private final Map<String, Object> memory = new HashMap<>(2);
    private boolean wanted;
    private boolean second;

    /** Something outside has changed the object. */
    public void want() {
        wanted = true;
    }

    public boolean isWanted() {
        return wanted;
    }

    /** Begins the second round, if one is wanted and this was the first. */
    boolean begin() {
        if (!wanted || second) {
            return false;
        }
        second = true;
        return true;
    }

    public boolean isSecond() {
        return second;
    }

    /** What this plugin remembers, made at its first question. */
    @SuppressWarnings("unchecked")
    public <T> T memory(String plugin, Supplier<T> made) {
        return (T) memory.computeIfAbsent(plugin, name -> made.get());
    }
}
