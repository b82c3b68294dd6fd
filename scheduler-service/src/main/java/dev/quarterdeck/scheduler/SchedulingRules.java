package dev.quarterdeck.scheduler;

import dev.quarterdeck.reconcile.informer.Informers;
import dev.quarterdeck.scheduler.bind.Reservations;
import dev.quarterdeck.scheduler.bind.SwitchedReservations;
import dev.quarterdeck.scheduler.cycle.NodeExtension;
import dev.quarterdeck.scheduler.cycle.NodeRanking;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.device.DeviceObjects;
import dev.quarterdeck.scheduler.device.DeviceReservations;
import dev.quarterdeck.scheduler.device.DynamicResourcesFilter;
import dev.quarterdeck.scheduler.device.FirstChoiceRanking;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.NodeFilters;
import dev.quarterdeck.scheduler.gang.GangRule;
import dev.quarterdeck.scheduler.gang.Gangs;
import dev.quarterdeck.scheduler.profile.DeviceTimes;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.queue.SchedulingQueue;
import dev.quarterdeck.scheduler.queue.WakeRule;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.ClusterState;
import dev.quarterdeck.scheduler.volume.NodeVolumeLimitsFilter;
import dev.quarterdeck.scheduler.volume.StorageObjects;
import dev.quarterdeck.scheduler.volume.VolumeBinder;
import dev.quarterdeck.scheduler.volume.VolumeBindingFilter;
import dev.quarterdeck.scheduler.volume.VolumeReservations;
import dev.quarterdeck.scheduler.volume.VolumeRestrictionsFilter;
import dev.quarterdeck.scheduler.volume.VolumeZoneFilter;
import dev.quarterdeck.scheduler.watch.ClusterFollower;
import dev.quarterdeck.scheduler.watch.DeviceFollower;
import dev.quarterdeck.scheduler.watch.StorageFollower;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules of all profiles, put together once.
 *
 * @param storage what the rules about volumes look at
 * @param devices what the rule about devices looks at
 * @param others rules that look at more than pods and nodes
 * @param binding the rule that also plans how claims get their volumes
 * @param dynamic the rule that also plans which devices claims get
 * @param rankings scores that look at more than pods and nodes
 */
public record SchedulingRules(
        List<Profile> profiles,
        StorageObjects storage,
        DeviceObjects devices,
        List<NodeFilter> others,
        VolumeBindingFilter binding,
        DynamicResourcesFilter dynamic,
        List<NodeRanking> rankings) {

    public static SchedulingRules of(List<Profile> profiles) {
        return of(profiles, new StorageObjects(), new DeviceObjects(), Clock.systemUTC(), DeviceTimes.STANDARD);
    }

    static SchedulingRules of(
            List<Profile> profiles,
            StorageObjects storage,
            DeviceObjects devices,
            InstantSource clock,
            DeviceTimes times) {
        DynamicResourcesFilter dynamic = new DynamicResourcesFilter(devices, clock, times);
        VolumeBindingFilter binding = new VolumeBindingFilter(storage);
        return new SchedulingRules(
                List.copyOf(profiles),
                storage,
                devices,
                List.of(
                        new VolumeRestrictionsFilter(storage),
                        new NodeVolumeLimitsFilter(storage),
                        binding,
                        new VolumeZoneFilter(storage),
                        dynamic),
                binding,
                dynamic,
                List.of(new FirstChoiceRanking(dynamic, devices)));
    }

    /** Names of the schedulers, and of those for which a pod's gates do not keep it from being tried. */
    public ClusterFollower.SchedulerNames schedulerNames() {
        return new ClusterFollower.SchedulerNames(
                profiles.stream().map(Profile::schedulerName).collect(Collectors.toSet()),
                profiles.stream()
                        .filter(p -> !p.takingPart().preEnqueue().contains("SchedulingGates"))
                        .map(Profile::schedulerName)
                        .collect(Collectors.toSet()));
    }

    /** Names of the schedulers that ask a rule. */
    Set<String> askedBy(String rule) {
        return profiles.stream()
                .filter(p -> p.filters().contains(rule))
                .map(Profile::schedulerName)
                .collect(Collectors.toSet());
    }

    /** Volumes of pods, as far as their profiles have the rule about them hold any. */
    public Reservations volumes(VolumeBinder binder) {
        return new SwitchedReservations(
                new VolumeReservations(binding, binder),
                profiles,
                (pod, node) ->
                        "running PreBindPreFlight \"VolumeBinding\": no pod volume found for node \"" + node + '"');
    }

    /** The same of devices. */
    public Reservations devices(DeviceReservations all) {
        return new SwitchedReservations(all, profiles, (pod, node) -> all.notHeld(pod));
    }

    WakeRule wakeRule() {
        return new WakeRule(
                Stream.concat(profiles.stream().flatMap(p -> NodeFilters.of(p, others).stream()), GangRule.ALL.stream())
                        .toList());
    }

    /** One for each profile. */
    List<SchedulingCycle> cycles(NodeExtension extension, RandomGenerator random) {
        return profiles.stream().map(p -> cycle(p, extension, random)).toList();
    }

    public SchedulingCycle cycle(Profile profile, RandomGenerator random) {
        return cycle(profile, NodeExtension.NONE, random);
    }

    public SchedulingCycle cycle(Profile profile, NodeExtension extension, RandomGenerator random) {
        List<NodeRanking> all = Stream.concat(rankings.stream(), dynamic.rankings(profile.arguments()).stream())
                .toList();
        return new SchedulingCycle(profile, others, all, extension, random);
    }

    /** The cluster as these informers have it now, for who looks at it once. */
    public ClusterSnapshot follow(Informers objects) {
        return follow(objects, Gangs.off()).snapshot();
    }

    /** A cluster that does not move, and the pods of it that wait. */
    public record Followed(ClusterSnapshot snapshot, SchedulingQueue queue) {}

    /** @param gangs told of the groups, and of the pods that belong to one */
    public Followed follow(Informers objects, Gangs gangs) {
        ClusterState state = new ClusterState();
        SchedulingQueue queue = new SchedulingQueue(Clock.systemUTC(), wakeRule());
        new ClusterFollower(schedulerNames(), state, queue, gangs, objects);
        new StorageFollower(storage, queue, objects);
        new DeviceFollower(devices, state, queue, objects);
        return new Followed(state.snapshot(), queue);
    }
}
