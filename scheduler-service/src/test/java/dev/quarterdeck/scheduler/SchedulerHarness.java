package dev.quarterdeck.scheduler;

import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.testing.FakeApiServer;
import dev.quarterdeck.reconcile.testing.FakeEventRecorder;
import dev.quarterdeck.reconcile.testing.FakeInformers;
import dev.quarterdeck.reconcile.testing.VirtualTime;
import dev.quarterdeck.scheduler.bind.AllReservations;
import dev.quarterdeck.scheduler.bind.ApiGroupWriter;
import dev.quarterdeck.scheduler.bind.ApiPodWriter;
import dev.quarterdeck.scheduler.bind.Scheduler;
import dev.quarterdeck.scheduler.bind.SchedulingMetrics;
import dev.quarterdeck.scheduler.device.ClaimWriter;
import dev.quarterdeck.scheduler.device.DeviceObjects;
import dev.quarterdeck.scheduler.device.DeviceReservations;
import dev.quarterdeck.scheduler.extend.ExtendedPodWriter;
import dev.quarterdeck.scheduler.extend.Extenders;
import dev.quarterdeck.scheduler.gang.GangSettings;
import dev.quarterdeck.scheduler.gang.Gangs;
import dev.quarterdeck.scheduler.profile.DeviceTimes;
import dev.quarterdeck.scheduler.profile.ExtenderSettings;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.volume.StorageObjects;
import dev.quarterdeck.scheduler.volume.VolumeBinder;
import dev.quarterdeck.scheduler.watch.ClusterFollower;
import dev.quarterdeck.scheduler.watch.DeviceFollower;
import dev.quarterdeck.scheduler.watch.StorageFollower;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A whole scheduler over an API server in memory, on one thread, with time that moves when told to. */
public final class SchedulerHarness {
    public final VirtualTime time = new VirtualTime();
    public final FakeApiServer server = new FakeApiServer(time);
    public final ObjectApi api = server.api();
    public final FakeInformers informers = new FakeInformers().follow(server);
    public final FakeEventRecorder events = new FakeEventRecorder();
    public final ClusterState state = new ClusterState();
    public final StorageObjects storage = new StorageObjects();
    public final DeviceObjects devices = new DeviceObjects();
    public final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    public final SchedulingQueue queue;
    public final Gangs gangs;
    private final Scheduler scheduler;

    public SchedulerHarness() {
        this(List.of(Profile.standard("default-scheduler")));
    }

    public SchedulerHarness(List<Profile> profiles) {
        this(profiles, List.of());
    }

    public SchedulerHarness(List<Profile> profiles, List<ExtenderSettings> settings) {
        this(profiles, settings, GangSettings.OFF);
    }

    public SchedulerHarness(GangSettings groups) {
        this(List.of(Profile.standard("default-scheduler")), List.of(), groups);
    }

    public SchedulerHarness(List<Profile> profiles, GangSettings groups) {
        this(profiles, List.of(), groups);
    }

    private SchedulerHarness(List<Profile> profiles, List<ExtenderSettings> settings, GangSettings groups) {
        gangs = new Gangs(groups);
        Extenders extenders = new Extenders(
                settings,
                api.serialization(),
                name -> informers.of(Node.class).get("", name).orElse(null));
        SchedulingRules rules = SchedulingRules.of(profiles, storage, devices, time, DeviceTimes.STANDARD);
        queue = new SchedulingQueue(time, rules.wakeRule());
        new ClusterFollower(rules.schedulerNames(), state, queue, gangs, informers);
        new StorageFollower(storage, queue, informers);
        new DeviceFollower(devices, state, queue, informers);
        VolumeBinder binder = new VolumeBinder(storage, api, time, Duration.ofMinutes(10));
        DeviceReservations claims = new DeviceReservations(
                rules.dynamic(),
                devices,
                new ClaimWriter(api, time, metrics),
                events,
                time,
                Duration.ofMinutes(10),
                rules.askedBy("DynamicResources"),
                Runnable::run);
        scheduler = new Scheduler(
                queue,
                state,
                rules.cycles(extenders, new Random(7)),
                new AllReservations(rules.volumes(binder), rules.devices(claims)),
                new ExtendedPodWriter(new ApiPodWriter(api, time), extenders),
                events,
                new SchedulingMetrics(metrics, queue, state).of(profiles),
                Runnable::run,
                gangs,
                new ApiGroupWriter(api, time));
    }

    public <T extends HasMetadata> T create(T object) throws InterruptedException {
        T created = api.create(object);
        informers.deliver();
        return created;
    }

    public <T extends HasMetadata> T update(T object) throws InterruptedException {
        T updated = api.update(object);
        informers.deliver();
        return updated;
    }

    /** Delivers what happened and tries one pod; false where none is due. */
    public boolean step() throws InterruptedException {
        informers.deliver();
        boolean any = scheduler.step(Duration.ZERO);
        informers.deliver();
        return any;
    }

    /** What a new leader does first. */
    public void takeOver() throws InterruptedException {
        informers.deliver();
        scheduler.finishGroups();
        informers.deliver();
    }

    /** As many attempts as are due now. */
    public int run() throws InterruptedException {
        int attempts = 0;
        while (step()) {
            attempts++;
        }
        return attempts;
    }

    public int runAfter(Duration time) throws InterruptedException {
        this.time.advance(time);
        return run();
    }

    public Pod pod(String name) throws InterruptedException {
        return api.get(Pod.class, "default", name).orElseThrow();
    }

    public String nodeOf(String name) throws InterruptedException {
        String node = pod(name).getSpec().getNodeName();
        return node == null ? "" : node;
    }

    /** Writes to pods so far, without the creations. */
    public List<String> podWrites() {
        return server.writes().stream()
                .filter(w -> w.contains("/pods/"))
                .map(w -> w.replace("/api/v1/namespaces/default/", ""))
                .toList();
    }

    public Map<String, Integer> waiting() {
        return queue.sizes();
    }
}
