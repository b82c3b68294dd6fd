package dev.quarterdeck.controller.disruption;

import java.util.List;

/**
 * How many pods the controllers of a budget's pods want together.
 *
 * @param unmanaged names of pods that nobody controls, which are not in the number
 * @param failure why the number cannot be told; empty where it can
 */
record Expected(int pods, List<String> unmanaged, String failure) {
    static Expected unknown(String failure) {
        return new Expected(0, List.of(), failure);
    }

    boolean isKnown() {
        return failure.isEmpty();
    }
}
