package dev.quarterdeck.simulation.world;

/** A simulated thread: runs until it waits, and goes on when it is woken or its time has come. */
public final class SimThread {
    private static final long WAKE_NANOS = 20_000;

    private final SimProcess process;
    private final World world;
    private final String name;
    private final Object continuation;
    private long parkings;
    private boolean permit;
    private boolean parked;

    SimThread(SimProcess process, String name, Runnable body) {
        this.process = process;
        this.world = process.world();
        this.name = name;
        this.continuation = Continuations.create(body);
        process.after(world.between(0, WAKE_NANOS), this::run);
    }

    /** The one that is running. */
    public static SimThread current(World world) {
        return world.running();
    }

    public String name() {
        return name;
    }

    private void run() {
        SimThread before = world.current;
        world.current = this;
        try {
            Continuations.run(continuation);
        } finally {
            world.current = before;
        }
    }

    /** Waits until it is woken, at most so long. Only the thread itself. */
    public void park(long nanos) {
        if (permit) {
            permit = false;
            return;
        }
        long parking = ++parkings;
        parked = true;
        if (nanos != Long.MAX_VALUE) {
            process.after(nanos + world.between(0, WAKE_NANOS), () -> resume(parking));
        }
        Continuations.giveWay();
    }

    /** Wakes it, now or when it next waits. */
    public void unpark() {
        if (parked) {
            long parking = parkings;
            permit = true;
            process.after(world.between(0, WAKE_NANOS), () -> resume(parking));
        } else {
            permit = true;
        }
    }

    private void resume(long parking) {
        if (parked && parking == parkings) {
            parked = false;
            permit = false;
            run();
        }
    }
}
