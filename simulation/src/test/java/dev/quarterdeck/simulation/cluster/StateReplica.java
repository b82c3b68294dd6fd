package dev.quarterdeck.simulation.cluster;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.status.ApiException;
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
import dev.quarterdeck.state.commit.CommitterDoor;
import dev.quarterdeck.state.commit.GroupCommitter;
import dev.quarterdeck.state.endpoint.LocalStateClient;
import dev.quarterdeck.state.postgres.StoreBreakers;
import dev.quarterdeck.state.publish.PublisherLeadership;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stream.publish.ChangePublisher;
import dev.quarterdeck.stream.publish.PublishSettings;
import dev.quarterdeck.stream.publish.RecentChanges;
import dev.quarterdeck.stream.record.Change;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A state-service, life after life: committer, publisher and reads are the product's. */
public final class StateReplica {
    private static final CommitSettings SETTINGS = new CommitSettings(8, 1 << 20, 40, 1 << 20, Duration.ofSeconds(8));

    /** As LaneSession waits. */
    /** Few enough for who follows to be further behind now and then. */
    private static final PublishSettings PUBLISH = new PublishSettings(PublishSettings.DEFAULT.pace(), 10);

    private static final long STRAGGLERS = 200_000_000L;

    private static final long LEAVE = 20_000_000_000L;
    private static final long LOOK = 50_000_000L;

    private final World world;
    private final String name;
    private final FakePostgres postgres;
    private final FakeKafka kafka;
    private final Set<StoredResource> known;
    private final Parts parts;
    private SimProcess process;
    private StateClient client;
    private RememberedReads remembered;
    private final LongUnaryOperator revisionAt;
    private final Set<CompletableFuture<WriteResult>> open = new LinkedHashSet<>();
    private GroupCommitter committer;
    private SimThread committing;
    private boolean leaving;
    private SimThread locking;
    private Runnable afterwards = () -> {};
    private boolean ending;
    private int ended;
    private PublisherLeadership leadership;
    private @Nullable SimThread publishing;
    private Consumer<List<Change>> beside = changes -> {};

    public StateReplica(
            World world,
            String name,
            FakePostgres postgres,
            FakeKafka kafka,
            Set<StoredResource> known,
            Parts parts,
            LongUnaryOperator revisionAt) {
        this.world = world;
        this.name = name;
        this.postgres = postgres;
        this.kafka = kafka;
        this.known = known;
        this.parts = parts;
        this.revisionAt = revisionAt;
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
        leaving = false;
        ending = false;
        ended = 0;
        open.clear();
        RecentChanges recent = new RecentChanges();
        FakeReads reads = new FakeReads(life, postgres, breaker("reads"));
        FakeStreamClients clients = new FakeStreamClients(kafka, life, parts::producer, c -> c);
        PublisherLeadership leads = new PublisherLeadership(
                () -> FakePublisherSession.open(life, postgres),
                leading ->
                        publish(life, new ChangePublisher(clients, reads, recent, known, PUBLISH, world::now), leading),
                recent,
                world::now);
        leadership = leads;
        locking = life.start("lock", () -> {
            forever(leads::step);
            leads.end();
            ended(life);
        });
        GroupCommitter commits = new GroupCommitter(
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
        committer = commits;
        SimThread thread = life.start("committer", () -> {
            do {
                forever(commits::step);
            } while (commits.waiting() > 0);
            CommitterDoor.end(commits);
            ended(life);
        });
        committing = thread;
        RememberedReads remembers = new RememberedReads(life, reads, parts, revisionAt);
        remembered = remembers;
        SimWrites writes = new SimWrites(
                reads,
                group -> {
                    var answer = commits.submit(group);
                    thread.unpark();
                    return answer;
                },
                remembers,
                parts.forgetsBefore());
        client = new LocalStateClient(
                request -> {
                    CompletableFuture<WriteResult> answer = writes.write(request);
                    if (!answer.isDone() && life == process) {
                        open.add(answer);
                        answer.whenComplete((result, failure) -> open.remove(answer));
                    }
                    return answer;
                },
                reads);
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
            long pause = step.getAsLong();
            if (ending && pause > 0) {
                return;
            }
            pause(pause);
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

    /** What admission remembers. */
    public RememberedReads remembered() {
        return remembered;
    }

    /** Told to end: gateways learn it and ask others; what they have asked is answered; then no more writes are let in, and the lock is given back. */
    void shutDown(Runnable then) {
        SimProcess life = process;
        leaving = true;
        afterwards = then;
        if (parts.endsAtOnce()) {
            List.copyOf(open)
                    .forEach(answer ->
                            answer.completeExceptionally(ApiException.unavailable("the service is shutting down", 1)));
        }
        life.after(STRAGGLERS, () -> endWhenAnswered(life, world.now() + LEAVE));
    }

    private void endWhenAnswered(SimProcess life, long deadline) {
        if (!open.isEmpty() && world.now() < deadline) {
            life.after(LOOK, () -> endWhenAnswered(life, deadline));
            return;
        }
        ending = true;
        CommitterDoor.refuseMore(committer);
        committing.unpark();
        locking.unpark();
    }

    /** Whether gateways are told to go elsewhere. */
    boolean isLeaving() {
        return leaving;
    }

    /** Whether its connections are closed. */
    boolean isEnding() {
        return ending;
    }

    private void ended(SimProcess life) {
        if (++ended == 2 && life == process && life.isAlive()) {
            world.trace(name, "has ended");
            kill();
            afterwards.run();
        }
    }

    /** kill -9. */
    public void kill() {
        process.kill();
        postgres.clientDied(process);
        kafka.clientDied(process);
    }
}
