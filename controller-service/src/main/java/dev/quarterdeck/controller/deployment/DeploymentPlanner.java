package dev.quarterdeck.controller.deployment;

import dev.quarterdeck.controller.deployment.DeploymentPlan.Step;
import dev.quarterdeck.controller.owner.Selectors;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides the next step of a Deployment. Pure; one object per plan.
 *
 * <pre>
 * Deployment                             → what
 * being deleted, or selects everything     status only
 * paused, or its size has changed          sizes follow in proportion
 * Recreate, old pods are left              old sets to zero, then wait
 * Recreate, no old pods are left           newest set at full size
 * RollingUpdate                            newest grows, else old shrink
 * complete                                 history is cut
 * </pre>
 */
final class DeploymentPlanner {
    private final Deployment deployment;
    private final Rollout rollout;
    private final Progress progress;
    private final Function<PodTemplateSpec, String> hash;
    private final Map<String, ReplicaSet> changed = new LinkedHashMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<ReplicaSet> sets;
    private final Optional<ReplicaSet> newest;

    /** The set that this plan makes; nothing is known of it yet. */
    private Optional<ReplicaSet> made = Optional.empty();

    private Optional<String> revision = Optional.empty();

    private DeploymentPlanner(
            Deployment deployment, List<ReplicaSet> sets, Function<PodTemplateSpec, String> hash, Instant now) {
        this.deployment = deployment;
        this.rollout = Rollout.of(deployment);
        this.progress = new Progress(deployment, now);
        this.hash = hash;
        this.sets = sets.stream().sorted(ScalePlanner.BY_AGE).toList();
        this.newest = this.sets.stream()
                .filter(set -> TemplateSet.is(set, deployment))
                .findFirst();
    }

    /**
     * @param sets all that the Deployment controls
     * @param oldPodsLeft whether pods of old sets still run or stop
     * @param hash names a template; takes collisions into account
     */
    static DeploymentPlan plan(
            Deployment deployment,
            List<ReplicaSet> sets,
            boolean oldPodsLeft,
            Function<PodTemplateSpec, String> hash,
            Instant now) {
        DeploymentPlanner planner = new DeploymentPlanner(deployment, sets, hash, now);
        return planner.plan(oldPodsLeft);
    }

    private DeploymentPlan plan(boolean oldPodsLeft) {
        if (Selectors.isEmpty(deployment.getSpec().getSelector())) {
            return DeploymentPlan.nothing(deployment);
        }
        boolean paused = Boolean.TRUE.equals(deployment.getSpec().getPaused());
        if (deployment.isMarkedForDeletion()) {
            return finish(false);
        }
        progress.paused(paused);
        if (paused || hasBeenScaled()) {
            prepareNewest();
            resize(planner().follow());
            return finish(false);
        }
        if (Rollout.isRecreate(deployment)) {
            recreate(oldPodsLeft);
        } else {
            createOrPrepareNewest();
            if (steps.isEmpty() && newest.isPresent()) {
                resize(planner().rollingStep());
            }
        }
        return finish(true);
    }

    private ScalePlanner planner() {
        return new ScalePlanner(rollout, newest, old());
    }

    private List<ReplicaSet> old() {
        return sets.stream()
                .filter(set -> newest.filter(n -> same(n, set)).isEmpty())
                .toList();
    }

    private static boolean same(ReplicaSet a, ReplicaSet b) {
        return a.getMetadata().getName().equals(b.getMetadata().getName());
    }

    /** The sets remember how many were wanted when they were last sized. */
    private boolean hasBeenScaled() {
        return sets.stream()
                .filter(set -> Rollout.size(set) > 0)
                .filter(set -> set.getMetadata().getAnnotations() != null
                        && set.getMetadata().getAnnotations().containsKey(Revisions.DESIRED))
                .anyMatch(set -> Revisions.number(set, Revisions.DESIRED) != rollout.replicas());
    }

    private void recreate(boolean oldPodsLeft) {
        prepareNewest();
        Map<String, Integer> stop = planner().stopOld();
        if (!stop.isEmpty()) {
            resize(stop);
        } else if (!oldPodsLeft) {
            createOrPrepareNewest();
            if (steps.isEmpty()) {
                resize(planner().fill());
            }
        }
    }

    private void createOrPrepareNewest() {
        if (newest.isPresent()) {
            prepareNewest();
        } else {
            createNewest();
        }
    }

    /** Revision, copied annotations and minReadySeconds of the set that is there. */
    private void prepareNewest() {
        newest.ifPresent(set -> {
            Map<String, String> before = set.getMetadata().getAnnotations();
            long next = Revisions.max(old()) + 1;
            ReplicaSet prepared = new ReplicaSetBuilder(set)
                    .editMetadata()
                    .withAnnotations(Revisions.ofNewest(deployment, before == null ? Map.of() : before, next))
                    .endMetadata()
                    .editSpec()
                    .withMinReadySeconds(deployment.getSpec().getMinReadySeconds())
                    .endSpec()
                    .build();
            change(set, prepared);
            announceRevision(prepared);
            if (progress.find(Progress.PROGRESSING).isEmpty() && Progress.hasDeadline(deployment)) {
                progress.set(
                        Progress.PROGRESSING,
                        "True",
                        "FoundNewReplicaSet",
                        "Found new replica set \"" + set.getMetadata().getName() + "\"");
            }
        });
    }

    private void announceRevision(ReplicaSet set) {
        String wanted = set.getMetadata().getAnnotations().get(Revisions.REVISION);
        Map<String, String> own = deployment.getMetadata().getAnnotations();
        if (wanted != null && (own == null || !wanted.equals(own.get(Revisions.REVISION)))) {
            revision = Optional.of(wanted);
        }
    }

    private void createNewest() {
        String suffix = hash.apply(deployment.getSpec().getTemplate());
        int size =
                Rollout.isRecreate(deployment) ? rollout.replicas() : planner().roomForNewest(0);
        Map<String, String> annotations =
                new LinkedHashMap<>(Revisions.ofNewest(deployment, Map.of(), Revisions.max(sets) + 1));
        annotations.putAll(sizes());
        ReplicaSet set = TemplateSet.create(deployment, suffix, size, annotations);
        steps.add(new Step.Create(set, size == 0 ? "" : scaled("up", set, 0, size)));
        made = Optional.of(set);
        announceRevision(set);
        if (Progress.hasDeadline(deployment)) {
            progress.set(
                    Progress.PROGRESSING,
                    "True",
                    "NewReplicaSetCreated",
                    "Created new replica set \"" + set.getMetadata().getName() + "\"");
        }
    }

    private Map<String, String> sizes() {
        return Map.of(
                Revisions.DESIRED, Integer.toString(rollout.replicas()),
                Revisions.MAX, Integer.toString(rollout.maxReplicas()));
    }

    private void resize(Map<String, Integer> sizes) {
        sizes.forEach((name, size) -> {
            ReplicaSet set = sets.stream()
                    .filter(s -> s.getMetadata().getName().equals(name))
                    .findFirst()
                    .orElseThrow();
            ReplicaSet current = changed.getOrDefault(name, set);
            change(
                    set,
                    new ReplicaSetBuilder(current)
                            .editMetadata()
                            .addToAnnotations(sizes())
                            .endMetadata()
                            .editSpec()
                            .withReplicas(size)
                            .endSpec()
                            .build());
        });
    }

    private void change(ReplicaSet before, ReplicaSet after) {
        if (!before.equals(after)) {
            changed.put(after.getMetadata().getName(), after);
        }
    }

    private static String scaled(String direction, ReplicaSet set, int from, int to) {
        return "Scaled " + direction + " replica set " + set.getMetadata().getName() + " from " + from + " to " + to;
    }

    private DeploymentPlan finish(boolean rolling) {
        changed.forEach((name, set) -> steps.add(new Step.Update(set, eventOf(set))));
        ReplicaCounts counts = new ReplicaCounts(sets, newest);
        progress.available(counts.available(), rollout);
        DeploymentStatus status = counts.status(deployment);
        if (rolling) {
            progress.rollout(status, newest.or(() -> made));
            replicaFailure();
            if (Progress.isComplete(deployment, status)) {
                cutHistory();
            }
        }
        DeploymentStatus complete = new DeploymentStatusBuilder(status)
                .withConditions(progress.conditions())
                .build();
        return new DeploymentPlan(steps, revision, complete, progress.lookAgain());
    }

    private String eventOf(ReplicaSet after) {
        int from = sets.stream()
                .filter(s -> same(s, after))
                .mapToInt(Rollout::size)
                .findFirst()
                .orElse(0);
        int to = Rollout.size(after);
        return from == to ? "" : scaled(to > from ? "up" : "down", after, from, to);
    }

    private void replicaFailure() {
        List<ReplicaSet> order = new ArrayList<>();
        newest.ifPresent(order::add);
        order.addAll(old());
        order.stream()
                .filter(set -> set.getStatus() != null)
                .flatMap(set -> set.getStatus().getConditions().stream())
                .filter(c -> c.getType().equals("ReplicaFailure"))
                .findFirst()
                .ifPresentOrElse(
                        c -> progress.set(
                                "ReplicaFailure", c.getStatus(), c.getReason(), String.valueOf(c.getMessage())),
                        () -> progress.remove("ReplicaFailure"));
    }

    private void cutHistory() {
        Integer limit = deployment.getSpec().getRevisionHistoryLimit();
        if (limit == null) {
            return;
        }
        List<ReplicaSet> history = old().stream()
                .filter(set -> !set.isMarkedForDeletion())
                .sorted(Comparator.comparingLong(Revisions::of).thenComparing(ScalePlanner.BY_AGE))
                .toList();
        for (ReplicaSet set : history.subList(0, Math.max(0, history.size() - limit))) {
            boolean empty = Rollout.size(set) == 0
                    && Rollout.observed(set) == 0
                    && set.getStatus() != null
                    && Objects.equals(
                            set.getStatus().getObservedGeneration(),
                            set.getMetadata().getGeneration());
            if (empty) {
                steps.add(new Step.Delete(set));
            }
        }
    }
}
