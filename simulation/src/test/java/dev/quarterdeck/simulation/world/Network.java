package dev.quarterdeck.simulation.world;

import java.util.HashSet;
import java.util.Set;

/** Which packets pass between whom. Places are names, so that a restarted process is where the one before was. */
public final class Network {
    private final World world;
    private final Set<String> cut = new HashSet<>();

    public Network(World world) {
        this.world = world;
    }

    public boolean passes(String from, String to) {
        return !cut.contains(from + ">" + to);
    }

    /** In both directions. */
    public boolean connects(String one, String other) {
        return passes(one, other) && passes(other, one);
    }

    public void cut(String from, String to) {
        cut.add(from + ">" + to);
    }

    public void mend(String from, String to) {
        cut.remove(from + ">" + to);
    }

    public void mendAll() {
        cut.clear();
    }

    /** How long a packet takes: mostly a fraction of a millisecond, sometimes much longer. */
    public long latency() {
        int luck = world.chance(100);
        if (luck < 90) {
            return world.between(50_000, 600_000);
        }
        return luck < 99 ? world.between(600_000, 8_000_000) : world.between(8_000_000, 120_000_000);
    }
}
