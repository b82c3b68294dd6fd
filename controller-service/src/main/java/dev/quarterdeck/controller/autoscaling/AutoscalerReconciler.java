package dev.quarterdeck.controller.autoscaling;

import dev.quarterdeck.controller.autoscaling.AutoscalerPlan.Warning;
import dev.quarterdeck.controller.scale.ScaleTargets;
import dev.quarterdeck.controller.scale.ScaleTargets.Scale;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.loop.Reconciler;
import dev.quarterdeck.reconcile.loop.Result;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerStatusBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at each autoscaler every fifteen seconds: scale of the target, metrics, plan, new scale, status. One thread per autoscaler. */
final class AutoscalerReconciler implements Reconciler<ObjectKey> {
    static final Duration PERIOD = Duration.ofSeconds(15);
    private static final int TRIES = 5;

    private final Informer<HorizontalPodAutoscaler> scalers;
    private final Informer<Pod> pods;
    private final ScaleTargets targets;
    private final Metrics metrics;
    private final ObjectApi api;
    private final EventRecorder events;
    private final InstantSource clock;
    private final Map<ObjectKey, ScaleHistory> histories = new ConcurrentHashMap<>();
    private final Map<ObjectKey, LabelSelector> selectors = new ConcurrentHashMap<>();

    AutoscalerReconciler(
            Informer<HorizontalPodAutoscaler> scalers,
            Informer<Pod> pods,
            ScaleTargets targets,
            Metrics metrics,
            ObjectApi api,
            EventRecorder events,
            InstantSource clock) {
        this.scalers = scalers;
        this.pods = pods;
        this.targets = targets;
        this.metrics = metrics;
        this.api = api;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Result reconcile(ObjectKey key) throws InterruptedException {
        // one that is being deleted scales until it is gone
        Optional<HorizontalPodAutoscaler> found = scalers.get(key.namespace(), key.name());
        if (found.isEmpty()) {
            histories.remove(key);
            selectors.remove(key);
            return Result.DONE;
        }
        look(key, found.get());
        return Result.after(PERIOD);
    }

    private void look(ObjectKey key, HorizontalPodAutoscaler scaler) throws InterruptedException {
        Instant now = clock.instant();
        AutoscalerConditions conditions = new AutoscalerConditions(scaler, now);
        Optional<Scale> target = target(scaler, conditions);
        if (target.isEmpty()) {
            store(scaler, b -> {}, conditions);
            return;
        }
        Scale scale = target.get();
        conditions.ableToScale(
                true, "SucceededGetScale", "the HPA controller was able to get the target's current scale");
        ScaleHistory history = histories.computeIfAbsent(key, k -> ScaleHistory.of(scale.replicas(), now));
        AutoscalerPlanner planner = new AutoscalerPlanner(scaler, scale.replicas(), history, conditions, now);
        Optional<AutoscalerPlan> simple = planner.withoutMetrics();
        AutoscalerPlan plan = simple.isPresent() ? simple.get() : measured(new Look(key, scaler, scale, now), planner);
        histories.put(key, plan.history());
        for (Warning warning : plan.warnings()) {
            events.warning(scaler, warning.reason(), warning.message());
        }
        boolean done = plan.rescale() && rescale(key, scaler, scale, plan, conditions, now);
        HorizontalPodAutoscalerStatus before = scaler.getStatus();
        @Nullable Integer desiredBefore = before == null ? null : before.getDesiredReplicas();
        boolean unknown = plan.desired().isEmpty() || (plan.rescale() && !done);
        store(
                scaler,
                status -> {
                    status.withCurrentReplicas(scale.replicas())
                            .withDesiredReplicas(
                                    unknown
                                            ? desiredBefore == null ? Integer.valueOf(0) : desiredBefore
                                            : Integer.valueOf(plan.desired().getAsInt()))
                            .withCurrentMetrics(plan.metrics().toArray(MetricStatus[]::new));
                    if (done) {
                        status.withLastScaleTime(AutoscalerConditions.text(now));
                    }
                },
                conditions);
    }

    private Optional<Scale> target(HorizontalPodAutoscaler scaler, AutoscalerConditions conditions)
            throws InterruptedException {
        CrossVersionObjectReference ref = scaler.getSpec().getScaleTargetRef();
        String apiVersion = ref.getApiVersion() == null ? "" : ref.getApiVersion();
        String failure;
        try {
            Optional<Scale> scale = target(scaler);
            if (scale.isPresent()) {
                return scale;
            }
            failure = "no matches for kind \"" + ref.getKind() + "\" in group \""
                    + (apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "") + "\"";
        } catch (ApiException e) {
            failure = String.valueOf(e.getMessage());
        }
        events.warning(scaler, "FailedGetScale", failure);
        conditions.ableToScale(
                false, "FailedGetScale", "the HPA controller was unable to get the target's current scale: " + failure);
        return Optional.empty();
    }

    private record Look(ObjectKey key, HorizontalPodAutoscaler scaler, Scale scale, Instant now) {}

    private AutoscalerPlan measured(Look look, AutoscalerPlanner planner) throws InterruptedException {
        String text = look.scale().selector();
        if (text.isEmpty()) {
            return planner.badSelector(
                    "SelectorRequired",
                    "InvalidSelector",
                    "selector is required",
                    "the HPA target's scale is missing a selector");
        }
        LabelSelector selector;
        try {
            selector = LabelSelectors.parse(text);
        } catch (ApiException e) {
            String why = "couldn't convert selector into a corresponding internal selector object: " + e.getMessage();
            return planner.badSelector("InvalidSelector", "InvalidSelector", why, why);
        }
        selectors.put(look.key(), selector);
        String namespace = look.key().namespace();
        List<Pod> selected = pods.list(namespace).stream()
                .filter(pod -> selector.matches(labels(pod)))
                .toList();
        List<String> rivals = selecting(namespace, selected);
        if (rivals.size() > 1) {
            String why =
                    "pods by selector " + text + " are controlled by multiple HPAs: [" + String.join(" ", rivals) + "]";
            return planner.badSelector("AmbiguousSelector", "AmbiguousSelector", why, why);
        }
        MetricReader reader =
                new MetricReader(metrics, namespace, look.scale(), selected, Tolerance.of(look.scaler()), look.now());
        List<Reading> readings = new ArrayList<>();
        for (MetricSpec spec : look.scaler().getSpec().getMetrics()) {
            readings.add(reader.read(spec));
        }
        return planner.plan(readings);
    }

    private static Map<String, String> labels(Pod pod) {
        return pod.getMetadata().getLabels() == null
                ? Map.of()
                : pod.getMetadata().getLabels();
    }

    /** The autoscalers whose targets claim any of these pods. */
    private List<String> selecting(String namespace, Collection<Pod> selected) {
        return selectors.entrySet().stream()
                .filter(e -> e.getKey().namespace().equals(namespace))
                .filter(e -> selected.stream().anyMatch(pod -> e.getValue().matches(labels(pod))))
                .collect(
                        Collectors.toMap(e -> e.getKey().name(), e -> e.getKey().path(), (a, b) -> a, TreeMap::new))
                .values()
                .stream()
                .toList();
    }

    private boolean rescale(
            ObjectKey key,
            HorizontalPodAutoscaler scaler,
            Scale scale,
            AutoscalerPlan plan,
            AutoscalerConditions conditions,
            Instant now)
            throws InterruptedException {
        int desired = plan.desired().orElse(scale.replicas());
        String what = "New size: " + desired + "; reason: " + plan.reason();
        try {
            set(scaler, scale, desired);
        } catch (ApiException e) {
            events.warning(scaler, "FailedRescale", what + "; error: " + e.getMessage());
            conditions.ableToScale(
                    false,
                    "FailedUpdateScale",
                    "the HPA controller was unable to update the target scale: " + e.getMessage());
            return false;
        }
        conditions.ableToScale(
                true, "SucceededRescale", "the HPA controller was able to update the target scale to " + desired);
        events.normal(scaler, "SuccessfulRescale", what);
        if (scaler.getSpec().getBehavior() != null) {
            Duration keep = PacePlanner.longestPeriod(scaler, desired > scale.replicas());
            histories.computeIfPresent(key, (k, h) -> h.scaled(scale.replicas(), desired, now, keep));
        }
        return true;
    }

    /** What changes besides the scale, a status for example, is no reason not to scale. */
    private void set(HorizontalPodAutoscaler scaler, Scale scale, int desired) throws InterruptedException {
        Scale there = scale;
        for (int left = TRIES; ; left--) {
            try {
                targets.set(there, desired);
                return;
            } catch (ApiException e) {
                if (left == 1 || e.reason() != StatusReason.CONFLICT) {
                    throw e;
                }
                there = target(scaler).orElseThrow(() -> e);
            }
        }
    }

    private Optional<Scale> target(HorizontalPodAutoscaler scaler) throws InterruptedException {
        CrossVersionObjectReference ref = scaler.getSpec().getScaleTargetRef();
        return targets.find(
                ref.getApiVersion() == null ? "" : ref.getApiVersion(),
                ref.getKind(),
                scaler.getMetadata().getNamespace(),
                ref.getName());
    }

    private interface Change {
        void on(HorizontalPodAutoscalerStatusBuilder status);
    }

    private void store(HorizontalPodAutoscaler scaler, Change change, AutoscalerConditions conditions)
            throws InterruptedException {
        HorizontalPodAutoscalerStatus before =
                scaler.getStatus() == null ? new HorizontalPodAutoscalerStatus() : scaler.getStatus();
        HorizontalPodAutoscalerStatusBuilder status = new HorizontalPodAutoscalerStatusBuilder(before);
        change.on(status);
        HorizontalPodAutoscalerStatus after =
                status.withConditions(conditions.list()).build();
        if (!Objects.equals(before, after)) {
            api.updateStatus(
                    new HorizontalPodAutoscalerBuilder(scaler).withStatus(after).build());
        }
    }
}
