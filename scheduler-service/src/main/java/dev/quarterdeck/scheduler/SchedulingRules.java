package dev.quarterdeck.scheduler;

import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.NodeFilters;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.queue.WakeRule;
import dev.quarterdeck.scheduler.volume.NodeVolumeLimitsFilter;
import dev.quarterdeck.scheduler.volume.StorageObjects;
import dev.quarterdeck.scheduler.volume.VolumeBindingFilter;
import dev.quarterdeck.scheduler.volume.VolumeRestrictionsFilter;
import dev.quarterdeck.scheduler.volume.VolumeZoneFilter;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The rules of all profiles, put together once.
 *
 * @param binding the rule that also plans how claims get their volumes
 */
record SchedulingRules(List<Profile> profiles, List<NodeFilter> others, VolumeBindingFilter binding) {

    static SchedulingRules of(List<Profile> profiles, StorageObjects storage) {
        VolumeBindingFilter binding = new VolumeBindingFilter(storage);
        return new SchedulingRules(
                List.copyOf(profiles),
                List.of(
                        new VolumeRestrictionsFilter(storage),
                        new NodeVolumeLimitsFilter(storage),
                        binding,
                        new VolumeZoneFilter(storage)),
                binding);
    }

    WakeRule wakeRule() {
        return new WakeRule(profiles.stream()
                .flatMap(p -> NodeFilters.of(p, others).stream())
                .toList());
    }

    /** One for each profile. */
    List<SchedulingCycle> cycles(RandomGenerator random) {
        return profiles.stream()
                .map(p -> new SchedulingCycle(p, others, List.of(), random))
                .toList();
    }
}
