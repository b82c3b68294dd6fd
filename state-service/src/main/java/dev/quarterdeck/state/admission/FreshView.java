package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is made of all objects of a few kinds, at most {@link #OLDEST} old: after that the next request waits until it has been made anew, and from half of
 * that time on it is made anew beside requests, so that under load nobody waits. What this process writes counts at once. While nobody asks, nothing is
 * read. Thread-safe.
 */
public final class FreshView<T> {
    static final Duration OLDEST = Duration.ofMillis(900);

    private record State<T>(T value, long epoch, long at) {}

    private final List<StoredResource> resources;
    private final ClusterReader reader;
    private final Function<List<List<Seen>>, T> make;
    private final LongSupplier nanos;
    private final Executor beside;
    private final ReentrantLock making = new ReentrantLock();
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final AtomicLong epoch = new AtomicLong();
    private volatile @Nullable State<T> state;

    /**
     * @param make from the objects of each resource, in key order; on any thread, one at a time
     * @param nanos a clock like {@link System#nanoTime}
     */
    public FreshView(
            List<StoredResource> resources,
            ClusterReader reader,
            Function<List<List<Seen>>, T> make,
            LongSupplier nanos,
            Executor beside) {
        this.resources = List.copyOf(resources);
        this.reader = reader;
        this.make = make;
        this.nanos = nanos;
        this.beside = beside;
        resources.forEach(resource -> reader.onWrite(resource, epoch::incrementAndGet));
    }

    public T get() {
        State<T> known = state;
        if (known == null || known.epoch != epoch.get()) {
            return makeNow();
        }
        long age = nanos.getAsLong() - known.at;
        if (age > OLDEST.toNanos()) {
            return makeNow();
        }
        if (age > OLDEST.toNanos() / 2 && underWay.compareAndSet(false, true)) {
            try {
                beside.execute(this::makeBeside);
            } catch (RejectedExecutionException shuttingDown) {
                underWay.set(false);
            }
        }
        return known.value;
    }

    private void makeBeside() {
        try {
            making.lock();
            try {
                read();
            } finally {
                making.unlock();
            }
        } catch (RuntimeException storeIsAway) {
            // whoever needs it next asks again, and is told
        } finally {
            underWay.set(false);
        }
    }

    private T makeNow() {
        making.lock();
        try {
            State<T> known = state;
            boolean fresh =
                    known != null && known.epoch == epoch.get() && nanos.getAsLong() - known.at <= OLDEST.toNanos();
            return fresh && known != null ? known.value : read();
        } finally {
            making.unlock();
        }
    }

    private T read() {
        long begun = epoch.get();
        long at = nanos.getAsLong();
        List<List<Seen>> objects = new ArrayList<>(resources.size());
        resources.forEach(resource -> objects.add(reader.listLive(resource, "")));
        T value = make.apply(objects);
        state = new State<>(value, begun, at);
        return value;
    }
}
