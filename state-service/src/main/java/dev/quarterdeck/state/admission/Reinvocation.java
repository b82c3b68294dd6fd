package dev.quarterdeck.state.admission;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether the mutating phase of a request has to be gone through once more, and what plugins remember between the two rounds. In the second round all
 * plugins are asked again; those who ask others decide by what they remember. One thread.
 */
public final class Reinvocation {
    private final Map<String, Memory> memory = new HashMap<>(2);
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

    /** What this plugin remembers of those it asked in the first round: who has seen the object as it is no more, and wants to be asked again. */
    public static final class Memory {
        private final Set<String> asked = new HashSet<>();
        private final Set<String> again = new HashSet<>();
        private @Nullable ObjectNode left;

        public void somethingChanged() {
            again.addAll(asked);
            asked.clear();
        }

        public void wasAsked(String id) {
            asked.add(id);
        }

        public boolean asksAgain(String id) {
            return again.contains(id);
        }
    }

    /** At the beginning of the plugin's part of a round. */
    public Memory begin(String plugin, AdmissionRequest request) {
        Memory its = memory.computeIfAbsent(plugin, name -> new Memory());
        if (second && !Objects.equals(its.left, request.hasObject() ? request.object() : null)) {
            its.somethingChanged();
        }
        return its;
    }

    /** At its end. */
    public void end(String plugin, AdmissionView view) {
        view.settle();
        if (!second && wanted) {
            memory.computeIfAbsent(plugin, name -> new Memory()).left = view.snapshot();
        }
    }
}
