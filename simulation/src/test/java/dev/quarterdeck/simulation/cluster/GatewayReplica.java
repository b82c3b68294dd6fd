package dev.quarterdeck.simulation.cluster;

import dev.quarterdeck.gateway.read.CacheReader;
import dev.quarterdeck.gateway.read.Freshness;
import dev.quarterdeck.gateway.read.Patience;
import dev.quarterdeck.gateway.read.ReadDoor;
import dev.quarterdeck.gateway.watch.HistoryFeed;
import dev.quarterdeck.gateway.watch.WatchDoor;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.simulation.stream.FakeKafka;
import dev.quarterdeck.simulation.stream.FakeStreamClients;
import dev.quarterdeck.simulation.world.EventLoop;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.SimThread;
import dev.quarterdeck.simulation.world.VirtualClock;
import dev.quarterdeck.simulation.world.World;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.CacheSettings;
import dev.quarterdeck.stream.cache.ResourceCache;
import dev.quarterdeck.stream.cache.ResourceCaches;
import dev.quarterdeck.stream.cache.SelectableFieldsExtractor;
import dev.quarterdeck.stream.consume.CacheFeed;
import dev.quarterdeck.stream.publish.RecentChanges;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A gateway, life after life: caches, reads and watches are the product's. */
public final class GatewayReplica {
    private static final Duration FRESHNESS_LIMIT = Duration.ofSeconds(2);

    private final World world;
    private final String name;
    private final FakeKafka kafka;
    private final Rpc rpc;
    private final List<StateReplica> states;
    private final Set<StoredResource> resources;
    private final Parts parts;
    private final @Nullable StateReplica beside;
    private final CacheSettings settings;
    private final int bufferedEvents;
    private final long heldBytes;
    private SimProcess process;
    private CacheFeed feed;
    private ReadDoor reads;
    private WatchDoor watches;
    private StateClient state;
    private EventLoop loop;
    private final Map<StoredResource, Integer> fillings = new TreeMap<>();

    /** @param beside a replica of state-service that tells this gateway what it commits, where they are one process; else the gateway reads topics */
    public GatewayReplica(
            World world,
            String name,
            FakeKafka kafka,
            Rpc rpc,
            List<StateReplica> states,
            Set<StoredResource> resources,
            Parts parts,
            @Nullable StateReplica beside) {
        this.world = world;
        this.name = name;
        this.kafka = kafka;
        this.rpc = rpc;
        this.states = states;
        this.resources = resources;
        this.parts = parts;
        this.beside = beside;
        // small bounds, so that a short run gets beyond them
        this.settings = new CacheSettings(3 + world.chance(60), 1 << 20);
        this.bufferedEvents = 1 + world.chance(20);
        this.heldBytes = world.oneIn(2) ? 1 : world.between(1, 5_000);
        start();
    }

    public void start() {
        SimProcess life = new SimProcess(world, name);
        process = life;
        fillings.clear();
        state = parts.state(new RemoteState(life, rpc, states), world);
        SimThread[] reading = new SimThread[1];
        CacheFeed fed = beside == null ? onTopics(life) : onLog(life, beside, reading);
        feed = fed;
        reading[0] = life.start("consumer", () -> {
            while (true) {
                long pause = fed.step();
                if (pause > 0 && !fed.hasNews()) {
                    SimThread.current(world).park(pause);
                } else {
                    world.sleep(world.between(1_000, 60_000));
                }
            }
        });
        life.start("progress", () -> {
            while (true) {
                world.sleep(CacheFeed.TICK_MILLIS * 1_000_000L);
                fed.tick();
            }
        });
        ResourceCaches caches = parts.caches(fed, world);
        CacheReader reader = new CacheReader(caches, new Freshness(state), FRESHNESS_LIMIT, new VirtualPatience(life));
        loop = new EventLoop(life);
        // pages come from memory in some runs, from history in others
        reads = new ReadDoor(reader, state, new VirtualClock(world), heldBytes, loop);
        watches = new WatchDoor(reader, new HistoryFeed(state), bufferedEvents);
        for (StoredResource resource : resources) {
            fed.cache(resource).subscribe(0, new ResourceCache.CacheListener() {
                @Override
                public void onEvent(dev.quarterdeck.stream.cache.CacheEvent event) {}

                @Override
                public void onReset() {
                    fillings.merge(resource, 1, Integer::sum);
                    world.trace(name, "fills the cache of", resource, "anew");
                }
            });
        }
    }

    private CacheFeed onTopics(SimProcess life) {
        FakeStreamClients clients = new FakeStreamClients(kafka, life, p -> p, parts::consumer);
        return new CacheFeed(
                clients, state, SelectableFieldsExtractor.METADATA_ONLY, settings, life.executor(), world::now);
    }

    private CacheFeed onLog(SimProcess life, StateReplica neighbour, SimThread[] reading) {
        RecentChanges recent = new RecentChanges();
        Runnable wake = () -> {
            SimThread thread = reading[0];
            if (thread != null && life.isAlive()) {
                thread.unpark();
            }
        };
        neighbour.beside(changes -> {
            recent.committed(changes);
            wake.run();
        });
        return new CacheFeed(
                parts.log(neighbour.reads(life)),
                recent,
                state,
                SelectableFieldsExtractor.METADATA_ONLY,
                settings,
                life.executor(),
                world::now,
                wake);
    }

    /** How often the cache of this life was filled anew. */
    public int fillings(StoredResource resource) {
        return fillings.getOrDefault(resource, 0);
    }

    public SimProcess process() {
        return process;
    }

    public ResourceCache cache(StoredResource resource) {
        return feed.cache(resource);
    }

    public ReadDoor reads() {
        return reads;
    }

    public WatchDoor watches() {
        return watches;
    }

    public StateClient state() {
        return state;
    }

    public EventLoop loop() {
        return loop;
    }

    public void kill() {
        process.kill();
        kafka.clientDied(process);
    }

    private record VirtualPatience(SimProcess process) implements Patience {
        @Override
        public long nanoTime() {
            return process.world().now();
        }

        @Override
        public <T> CompletableFuture<T> orTimeout(CompletableFuture<T> future, Duration limit) {
            process.after(limit.toNanos(), () -> future.completeExceptionally(new TimeoutException()));
            return future;
        }

        @Override
        public <T> CompletableFuture<T> orElse(CompletableFuture<T> future, T value, Duration limit) {
            process.after(limit.toNanos(), () -> future.complete(value));
            return future;
        }
    }
}
