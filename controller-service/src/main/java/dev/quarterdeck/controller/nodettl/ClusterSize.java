package dev.quarterdeck.controller.nodettl;

import java.util.List;

/**
 * The step that a number of nodes stands on. Steps overlap, so that a cluster at an edge does not go back and forth. Not thread-safe.
 *
 * <pre>
 * nodes        → seconds
 * up to 100      0
 * 90 to 500      15
 * 450 to 1000    30
 * 900 to 2000    60
 * from 1800      300
 * </pre>
 */
final class ClusterSize {
    private record Step(int from, int to, int seconds) {}

    private static final List<Step> STEPS = List.of(
            new Step(0, 100, 0),
            new Step(90, 500, 15),
            new Step(450, 1000, 30),
            new Step(900, 2000, 60),
            new Step(1800, Integer.MAX_VALUE, 300));

    private int step;

    /** @return how many seconds nodes may go on with what they have */
    int seconds(int nodes) {
        while (nodes > STEPS.get(step).to()) {
            step++;
        }
        while (nodes < STEPS.get(step).from()) {
            step--;
        }
        return STEPS.get(step).seconds();
    }
}
