package dev.quarterdeck.simulation.cluster;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.simulation.store.FakeBatchTransaction;
import dev.quarterdeck.simulation.store.FakePostgres;
import dev.quarterdeck.simulation.store.FakePublisherSession;
import dev.quarterdeck.simulation.store.FakeReads;
import dev.quarterdeck.simulation.stream.FakeKafka;
import dev.quarterdeck.simulation.stream.FakeStreamClients;
import dev.quarterdeck.simulation.world.SimProcess;
import dev.quarterdeck.simulation.world.SimThread;
import dev.quarterdeck.simulation.world.VirtualClock;
import dev.quarterdeck.simulation.world.World;
import dev.quarterdeck.state.commit.CommitSettings;
import dev.quarterdeck.state.commit.CommittedChange;
import dev.quarterdeck.state.commit.GroupCommitter;
import dev.quarterdeck.state.endpoint.LocalStateClient;
import dev.quarterdeck.state.postgres.StoreBreakers;
import dev.quarterdeck.state.publish.PublisherLeadership;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.publish.ChangePublisher;
import dev.quarterdeck.stream.publish.RecentChanges;
import dev.quarterdeck.stream.record.Change;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A state-service, life after life: committer, publisher and reads are the product's. */
public final class StateReplica {
    private static final CommitSettings SETTINGS = new CommitSettings(8, 1 << 20, 40, 1 << 20, Duration.ofSeconds(8));

    private final World world;
    private final String name;
    private final FakePostgres postgres;
    private final FakeKafka kafka;
    private final Set<StoredResource> known;
    private final Parts parts;
    private SimProcess process;
    private StateClient client;
    private PublisherLeadership leadership;
    private @Nullable SimThread publishing;
    private Consumer<List<Change>> beside = changes -> {};

    public StateReplica(
            World world, String name, FakePostgres postgres, FakeKafka kafka, Set<StoredResource> known, Parts parts) {
        this.world = world;
        this.name = name;
        this.postgres = postgres;
        this.kafka = kafka;
        this.known = known;
        this.parts = parts;
        start();
    }

    public SimProcess process() {
        return process;
    }

    public StateClient client() {
        return client;
    }

    public boolean leads() {
        return process.isAlive() && leadership.isLeading();
    }

    public void start() {
        SimProcess life = new SimProcess(world, name);
        process = life;
        publishing = null;
        RecentChanges recent = new RecentChanges();
        FakeReads reads = new FakeReads(life, postgres, breaker("reads"));
        FakeStreamClients clients = new FakeStreamClients(kafka, life, parts::producer, c -> c);
        PublisherLeadership leads = new PublisherLeadership(
                () -> FakePublisherSession.open(life, postgres),
                leading -> publish(life, new ChangePublisher(clients, reads, recent, known, world::now), leading),
                recent,
                world::now);
        leadership = leads;
        life.start("lock", () -> forever(leads::step));
        GroupCommitter committer = new GroupCommitter(
                parts.transaction(new FakeBatchTransaction(
                        life, postgres, () -> !leads.isLeading(), plan -> parts.beforeCommit(plan, recent))),
                SETTINGS,
                breaker("commits"),
                changes -> {
                    List<Change> committed =
                            changes.stream().map(CommittedChange::change).toList();
                    recent.committed(committed);
                    beside.accept(committed);
                    wakePublisher();
                },
                life.executor(),
                world::now);
        SimThread thread = life.start("committer", () -> forever(committer::step));
        SimWrites writes = new SimWrites(reads, group -> {
            var answer = committer.submit(group);
            thread.unpark();
            return answer;
        });
        client = new LocalStateClient(writes::write, reads);
    }

    /** Whoever shares the process hears of what this replica commits, life after life. */
    void beside(Consumer<List<Change>> listener) {
        beside = listener;
    }

    /** The log as a process beside it reads it. */
    FakeReads reads(SimProcess reader) {
        return new FakeReads(reader, postgres, breaker("reads"));
    }

    private void wakePublisher() {
        SimThread thread = publishing;
        if (thread != null) {
            thread.unpark();
        }
    }

    private void forever(java.util.function.LongSupplier step) {
        while (true) {
            pause(step.getAsLong());
        }
    }

    /** Even a step that says that there is more takes time. */
    private void pause(long nanos) {
        if (nanos > 0) {
            SimThread.current(world).park(nanos);
        } else {
            world.sleep(world.between(1_000, 60_000));
        }
    }

    private Runnable publish(SimProcess life, ChangePublisher publisher, BooleanSupplier leading) {
        world.trace(name, "publishes");
        boolean[] ended = new boolean[1];
        SimThread thread = life.start("publisher", () -> {
            while (leading.getAsBoolean()) {
                // what other replicas committed is heard by the thread of the lock, which can't wake this one
                pause(Math.min(publisher.step(), 100_000_000L));
            }
            publisher.end();
            ended[0] = true;
            world.trace(name, "publishes no more");
        });
        publishing = thread;
        return () -> {
            thread.unpark();
            SimThread waiting = SimThread.current(world);
            for (int i = 0; i < 100 && !ended[0]; i++) {
                waiting.park(100_000_000L);
            }
        };
    }

    /** The product's probe, which closes it, is played by a call that may try each half second. */
    private CircuitBreaker breaker(String of) {
        CircuitBreakerConfig config = CircuitBreakerConfig.from(
                        StoreBreakers.named(of).getCircuitBreakerConfig())
                .waitDurationInOpenState(Duration.ofMillis(500))
                .permittedNumberOfCallsInHalfOpenState(1)
                .maxWaitDurationInHalfOpenState(Duration.ofSeconds(15))
                .clock(new VirtualClock(world))
                .currentTimestampFunction(clock -> world.now(), TimeUnit.NANOSECONDS)
                .build();
        return CircuitBreaker.of(of, config);
    }

    /** kill -9. */
    public void kill() {
        process.kill();
        postgres.clientDied(process);
        kafka.clientDied(process);
    }
}
