package dev.quarterdeck.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** One life of a process: from its start to its kill. A stopped one does nothing until it goes on; then everything that waited happens. */
public final class SimProcess {
    private final World world;
    private final String name;
    private final List<Runnable> held = new ArrayList<>();
    private boolean alive = true;
    private boolean stopped;

    public SimProcess(World world, String name) {
        this.world = world;
        this.name = name;
    }

    public World world() {
        return world;
    }

    public String name() {
        return name;
    }

    public boolean isAlive() {
        return alive;
    }

    public boolean isStopped() {
        return stopped;
    }

    /** Nothing of it happens any more; what its threads were doing is left as it is. */
    public void kill() {
        alive = false;
        held.clear();
    }

    public void stop() {
        stopped = true;
    }

    public void goOn() {
        stopped = false;
        List<Runnable> waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(action -> after(0, action));
    }

    /** An event of this process. */
    public void after(long nanos, Runnable action) {
        world.after(nanos, () -> now(action));
    }

    private void now(Runnable action) {
        if (!alive) {
            return;
        }
        if (stopped) {
            held.add(action);
        } else {
            action.run();
        }
    }

    public SimThread start(String thread, Runnable body) {
        return new SimThread(this, thread, body);
    }

    /** A thread for each task, as virtual threads are used: in any order. */
    public Executor executor() {
        return task -> start("task", task);
    }
}
