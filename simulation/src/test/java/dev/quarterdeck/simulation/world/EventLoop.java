package dev.quarterdeck.simulation.world;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The thread of a connection: tasks one after the other, in the order in which they came. */
public final class EventLoop extends AbstractExecutorService implements ScheduledExecutorService {
    private final SimProcess process;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean woken;

    public EventLoop(SimProcess process) {
        this.process = process;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (!woken) {
            woken = true;
            process.after(process.world().between(0, 50_000), this::turn);
        }
    }

    private void turn() {
        woken = false;
        for (int n = tasks.size(); n > 0; n--) {
            tasks.remove().run();
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        Timer timer = new Timer(task);
        process.after(unit.toNanos(delay), () -> execute(timer::fire));
        return timer;
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initial, long period, TimeUnit unit) {
        Timer timer = new Timer(task);
        again(timer, unit.toNanos(initial), unit.toNanos(period));
        return timer;
    }

    private void again(Timer timer, long delay, long period) {
        process.after(delay, () -> {
            if (!timer.cancelled) {
                execute(timer::fire);
                again(timer, period, period);
            }
        });
    }

    private static final class Timer extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final Runnable task;
        private boolean cancelled;

        Timer(Runnable task) {
            super(task, null);
            this.task = task;
        }

        void fire() {
            if (!cancelled) {
                task.run();
            }
        }

        @Override
        public boolean cancel(boolean interrupt) {
            cancelled = true;
            return super.cancel(false);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int compareTo(Delayed other) {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initial, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }

    @Override
    public <T> Future<T> submit(Callable<T> task) {
        throw new UnsupportedOperationException();
    }
}
