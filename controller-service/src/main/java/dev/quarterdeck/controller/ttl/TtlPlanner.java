package dev.quarterdeck.controller.ttl;

import java.util.List;

/**
 * Decides for how many seconds kubelets may keep what they have read: the longer, the more of them there are. Pure.
 *
 * <pre>
 * nodes, growing   nodes, shrinking   → seconds
 * up to 100          fewer than 90        0
 * up to 500          90 to 449            15
 * up to 1 000        450 to 899           30
 * up to 2 000        900 to 1 799         60
 * more               1 800 or more        300
 * </pre>
 */
final class TtlPlanner {
    private record Step(int least, int most, int seconds) {}

    private static final List<Step> STEPS = List.of(
            new Step(0, 100, 0),
            new Step(90, 500, 15),
            new Step(450, 1000, 30),
            new Step(900, 2000, 60),
            new Step(1800, Integer.MAX_VALUE, 300));

    private TtlPlanner() {}

    /** @param before what was said last; the steps overlap, so that one node more or less changes little */
    static int seconds(int nodes, int before) {
        int step = 0;
        while (step < STEPS.size() - 1 && STEPS.get(step).seconds() != before) {
            step++;
        }
        while (nodes > STEPS.get(step).most()) {
            step++;
        }
        while (nodes < STEPS.get(step).least()) {
            step--;
        }
        return STEPS.get(step).seconds();
    }
}
