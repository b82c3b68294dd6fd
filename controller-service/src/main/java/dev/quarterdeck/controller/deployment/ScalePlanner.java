package dev.quarterdeck.controller.deployment;

import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides sizes of replica sets. All methods are pure and give only the sizes that are to be set; a set that is not named stays as it is.
 *
 * @param rollout what is wanted
 * @param newest the set of the current template; empty where there is none yet
 * @param old all others, oldest first
 */
record ScalePlanner(Rollout rollout, Optional<ReplicaSet> newest, List<ReplicaSet> old) {

    static final Comparator<ReplicaSet> BY_AGE = Comparator.comparing(
                    (ReplicaSet set) -> String.valueOf(set.getMetadata().getCreationTimestamp()))
            .thenComparing(set -> set.getMetadata().getName());

    private int total() {
        return newest.map(Rollout::size).orElse(0) + oldTotal();
    }

    private int oldTotal() {
        return old.stream().mapToInt(Rollout::size).sum();
    }

    /** How large a set of the current template may be at once: up to the surge. */
    int roomForNewest(int current) {
        int room = rollout.maxReplicas() - total();
        return room <= 0 ? current : current + Math.min(room, rollout.replicas() - current);
    }

    /**
     * One step of a rolling update: the newest grows as far as the surge allows; where it cannot, the old shrink as far as availability allows, those that
     * are not available first.
     */
    Map<String, Integer> rollingStep() {
        ReplicaSet set = newest.orElseThrow();
        int size = Rollout.size(set);
        int wanted = size > rollout.replicas() ? rollout.replicas() : roomForNewest(size);
        if (wanted != size) {
            return Map.of(set.getMetadata().getName(), wanted);
        }
        return shrinkOld(set);
    }

    private Map<String, Integer> shrinkOld(ReplicaSet set) {
        int newUnavailable = Rollout.size(set) - Rollout.available(set);
        int budget = total() - rollout.minAvailable() - newUnavailable;
        if (oldTotal() == 0 || budget <= 0) {
            return Map.of();
        }
        Map<String, Integer> sizes = new LinkedHashMap<>();
        int left = budget;
        for (ReplicaSet each : old) {
            int unhealthy = Math.clamp((long) Rollout.size(each) - Rollout.available(each), 0, left);
            if (unhealthy > 0) {
                sizes.put(each.getMetadata().getName(), Rollout.size(each) - unhealthy);
                left -= unhealthy;
            }
        }
        int available = Rollout.available(set)
                + old.stream().mapToInt(Rollout::available).sum();
        // A status may still count pods that an earlier step has given up, so sizes bound the step as well.
        int spare = Math.min(available - rollout.minAvailable(), left);
        for (ReplicaSet each : old) {
            int size = sizes.getOrDefault(each.getMetadata().getName(), Rollout.size(each));
            int down = Math.clamp(spare, 0, size);
            if (down > 0) {
                sizes.put(each.getMetadata().getName(), size - down);
                spare -= down;
            }
        }
        return sizes;
    }

    /** The old go before the new come. */
    Map<String, Integer> stopOld() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        old.stream()
                .filter(set -> Rollout.size(set) > 0)
                .forEach(set -> sizes.put(set.getMetadata().getName(), 0));
        return sizes;
    }

    /** The newest at full size. */
    Map<String, Integer> fill() {
        return newest.filter(set -> Rollout.size(set) != rollout.replicas())
                .map(set -> Map.of(set.getMetadata().getName(), rollout.replicas()))
                .orElse(Map.of());
    }

    /**
     * Follows a change of the wanted number in the middle of a rollout, or while paused.
     *
     * <pre>
     * active sets   newest complete   → what
     * none, one     any                 that set, or the latest, gets all
     * several       yes                 the old go to zero
     * several       no                  each in proportion to its size, the rest to the largest
     * </pre>
     */
    Map<String, Integer> follow() {
        List<ReplicaSet> all = all();
        List<ReplicaSet> active = all.stream().filter(s -> Rollout.size(s) > 0).toList();
        if (active.size() <= 1) {
            Optional<ReplicaSet> only = active.isEmpty()
                    ? newest.or(() -> old.isEmpty() ? Optional.empty() : Optional.of(old.getLast()))
                    : Optional.of(active.getFirst());
            return only.filter(set -> Rollout.size(set) != rollout.replicas())
                    .map(set -> Map.of(set.getMetadata().getName(), rollout.replicas()))
                    .orElse(Map.of());
        }
        if (newest.filter(this::isSaturated).isPresent()) {
            return stopOld();
        }
        return proportional(active);
    }

    private boolean isSaturated(ReplicaSet set) {
        return Rollout.size(set) == rollout.replicas()
                && Revisions.number(set, Revisions.DESIRED) == rollout.replicas()
                && Rollout.available(set) == rollout.replicas();
    }

    private List<ReplicaSet> all() {
        List<ReplicaSet> all = new ArrayList<>(old);
        newest.ifPresent(all::add);
        return all;
    }

    private Map<String, Integer> proportional(List<ReplicaSet> active) {
        int allowed = rollout.replicas() > 0 ? rollout.maxReplicas() : 0;
        int toAdd = allowed - active.stream().mapToInt(Rollout::size).sum();
        Comparator<ReplicaSet> largestFirst = Comparator.comparingInt((ReplicaSet s) -> -Rollout.size(s));
        List<ReplicaSet> sorted = active.stream()
                .sorted(largestFirst.thenComparing(toAdd > 0 ? BY_AGE.reversed() : BY_AGE))
                .toList();
        Map<String, Integer> sizes = new LinkedHashMap<>();
        int added = 0;
        for (ReplicaSet set : sorted) {
            int share = toAdd == 0 ? 0 : share(set, toAdd, added);
            sizes.put(set.getMetadata().getName(), Rollout.size(set) + share);
            added += share;
        }
        String first = sorted.getFirst().getMetadata().getName();
        int rest = toAdd - added;
        sizes.computeIfPresent(first, (name, size) -> Math.max(0, size + rest));
        return sizes;
    }

    /** The share of one set, never more than what is left. */
    private int share(ReplicaSet set, int toAdd, int added) {
        int left = toAdd - added;
        int fair = fairShare(set);
        return toAdd > 0 ? Math.min(fair, left) : Math.max(fair, left);
    }

    private int fairShare(ReplicaSet set) {
        int size = Rollout.size(set);
        if (rollout.replicas() == 0) {
            return -size;
        }
        long maxBefore = Revisions.number(set, Revisions.MAX);
        if (maxBefore == 0) {
            maxBefore = all().stream().mapToInt(Rollout::observed).sum();
        }
        if (maxBefore == 0) {
            return 0;
        }
        return (int) Math.round((double) size * rollout.maxReplicas() / maxBefore) - size;
    }
}
