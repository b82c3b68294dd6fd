package dev.quarterdeck.scheduler.gang;

import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.scheduler.gang.KnownGroup.Member;
import dev.quarterdeck.scheduler.gang.KnownGroup.Place;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The PodGroups that are there and the pods that belong to one, there or not. Pods of a gang are kept out of the queue until the group is there and has enough
 * of them, those with a node counted too. Told by informers and by the loop; thread-safe. Knows nothing of pods without a group, and costs them nothing.
 */
public final class Gangs {
    private final GangSettings settings;
    private final Map<GroupKey, KnownGroup> groups = new HashMap<>();
    private final Map<String, GroupKey> groupOf = new HashMap<>();

    /** What the queue is to do: pods that may be tried from now on, or as they are now, and uids of those that may not any more. */
    public record Moves(List<PodRequest> enter, List<String> hold) {
        static final Moves NONE = new Moves(List.of(), List.of());
    }

    /**
     * A group as it is now.
     *
     * @param object null where it is not there
     * @param members how many of its pods are known
     * @param placed those of its pods that have a node, or will
     * @param waiting uids of those that may be tried
     */
    public record View(@Nullable PodGroup object, int members, List<Placed> placed, List<String> waiting) {}

    /** A pod, as {@code namespace/name}, and the node that it has. */
    public record Placed(String name, String node) {}

    public Gangs(GangSettings settings) {
        this.settings = settings;
    }

    public static Gangs off() {
        return new Gangs(GangSettings.OFF);
    }

    public GangSettings settings() {
        return settings;
    }

    /** The group that a pod is tried with; null where it is tried alone. */
    public @Nullable GroupKey of(Pod pod) {
        return settings.groups() ? GroupKey.of(pod) : null;
    }

    /** A pod that waits for its node came or was changed. */
    public synchronized Moves waits(GroupKey key, PodRequest pod) {
        KnownGroup group = groups.computeIfAbsent(key, k -> new KnownGroup());
        Member before = group.members.get(pod.uid());
        if (before != null && before.place() == Place.ASSUMED) {
            return Moves.NONE;
        }
        put(key, group, pod.uid(), member(pod, Place.HELD));
        Moves all = settle(group);
        if (!group.ready) {
            return new Moves(List.of(), List.of(pod.uid()));
        }
        group.members.put(pod.uid(), member(pod, Place.QUEUED));
        return all.enter().isEmpty() ? new Moves(List.of(pod), List.of()) : all;
    }

    /** It was changed in nothing that matters for where it goes. */
    public synchronized void refreshed(GroupKey key, PodRequest pod) {
        KnownGroup group = groups.get(key);
        Member before = group == null ? null : group.members.get(pod.uid());
        if (group != null && before != null && before.request() != null) {
            group.members.put(pod.uid(), new Member(before.name(), pod, before.place(), before.node()));
        }
    }

    public synchronized Moves gated(GroupKey key, Pod pod) {
        return otherwise(key, pod, Place.GATED, "");
    }

    public synchronized Moves placed(GroupKey key, Pod pod) {
        return otherwise(key, pod, Place.PLACED, pod.getSpec().getNodeName());
    }

    private Moves otherwise(GroupKey key, Pod pod, Place place, String node) {
        KnownGroup group = groups.computeIfAbsent(key, k -> new KnownGroup());
        put(key, group, pod.getMetadata().getUid(), new Member(name(pod), null, place, node));
        return settle(group);
    }

    /** It ended, is gone, or is not ours to place; whatever it is in. */
    public synchronized Moves gone(String uid) {
        GroupKey key = groupOf.remove(uid);
        KnownGroup group = key == null ? null : groups.get(key);
        if (key == null || group == null) {
            return Moves.NONE;
        }
        group.members.remove(uid);
        if (group.members.isEmpty() && group.object == null) {
            groups.remove(key);
        }
        return settle(group);
    }

    public synchronized Moves groupChanged(PodGroup object) {
        KnownGroup group = groups.computeIfAbsent(key(object), k -> new KnownGroup());
        PodGroup before = group.object;
        if (before != null
                && !Objects.equals(
                        before.getMetadata().getUid(), object.getMetadata().getUid())) {
            group.said = null;
        }
        group.object = object;
        return settle(group);
    }

    public synchronized Moves groupGone(PodGroup object) {
        GroupKey key = key(object);
        KnownGroup group = groups.get(key);
        if (group == null) {
            return Moves.NONE;
        }
        group.object = null;
        group.said = null;
        if (group.members.isEmpty()) {
            groups.remove(key);
        }
        return settle(group);
    }

    /** It is decided where that pod goes. */
    public synchronized void assumed(PodRequest pod, String node) {
        move(pod, new Member(name(pod.pod()), pod, Place.ASSUMED, node));
    }

    /** It does not go there after all. */
    public synchronized void forgotten(PodRequest pod) {
        GroupKey key = groupOf.get(pod.uid());
        KnownGroup group = key == null ? null : groups.get(key);
        Member member = group == null ? null : group.members.get(pod.uid());
        if (member != null && member.place() == Place.ASSUMED) {
            move(pod, member(pod, Place.QUEUED));
        }
    }

    public synchronized View view(GroupKey key) {
        KnownGroup group = groups.get(key);
        if (group == null) {
            return new View(null, 0, List.of(), List.of());
        }
        return new View(group.object, group.members.size(), group.placed(), group.in(Place.QUEUED));
    }

    /** Gangs of which some pods have their nodes and too few: left behind by a leader that went away. */
    public synchronized List<GroupKey> begun() {
        List<GroupKey> result = new ArrayList<>();
        groups.forEach((key, group) -> {
            int placed = group.placed().size();
            if (placed > 0
                    && placed < minCount(group)
                    && !group.in(Place.QUEUED).isEmpty()) {
                result.add(key);
            }
        });
        return result;
    }

    /**
     * Whether a condition of a group is news; it counts as told then. That it has been scheduled is never taken back.
     *
     * @return the group to tell it of; null for none
     */
    public synchronized @Nullable PodGroup news(GroupKey key, PodGroup.Condition condition) {
        KnownGroup group = groups.get(key);
        PodGroup object = group == null ? null : group.object;
        if (group == null || object == null) {
            return null;
        }
        if (!group.isNews(condition)) {
            return null;
        }
        group.said = condition;
        return object;
    }

    /** Null where it is not there. */
    public synchronized @Nullable PodGroup object(GroupKey key) {
        KnownGroup group = groups.get(key);
        return group == null ? null : group.object;
    }

    /** It could not be told: the next time it is news again. */
    public synchronized void untold(GroupKey key) {
        KnownGroup group = groups.get(key);
        if (group != null) {
            group.said = null;
        }
    }

    private static GroupKey key(PodGroup object) {
        return new GroupKey(
                Objects.requireNonNullElse(object.getMetadata().getNamespace(), ""),
                object.getMetadata().getName());
    }

    private void put(GroupKey key, KnownGroup group, String uid, Member member) {
        group.members.put(uid, member);
        groupOf.put(uid, key);
    }

    private static Member member(PodRequest pod, Place place) {
        return new Member(name(pod.pod()), pod, place, "");
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    private void move(PodRequest pod, Member now) {
        GroupKey key = groupOf.get(pod.uid());
        KnownGroup group = key == null ? null : groups.get(key);
        if (group != null && group.members.containsKey(pod.uid())) {
            group.members.put(pod.uid(), now);
        }
    }

    /** How many pods have to be there; 0 where it does not matter. */
    private int minCount(KnownGroup group) {
        return settings.gangs() && group.object != null ? group.object.minCount() : 0;
    }

    /** Where the group has become complete, or is no longer: whom that concerns. */
    private Moves settle(KnownGroup group) {
        boolean ready = !settings.gangs() || (group.object != null && group.members.size() >= minCount(group));
        if (ready == group.ready) {
            return Moves.NONE;
        }
        group.ready = ready;
        Place from = ready ? Place.HELD : Place.QUEUED;
        List<PodRequest> enter = new ArrayList<>();
        List<String> hold = new ArrayList<>();
        for (Map.Entry<String, Member> each : group.members.entrySet()) {
            PodRequest request = each.getValue().request();
            if (each.getValue().place() == from && request != null) {
                each.setValue(member(request, ready ? Place.QUEUED : Place.HELD));
                if (ready) {
                    enter.add(request);
                } else {
                    hold.add(each.getKey());
                }
            }
        }
        return new Moves(enter, hold);
    }
}
