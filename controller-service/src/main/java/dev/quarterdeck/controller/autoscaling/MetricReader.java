package dev.quarterdeck.controller.autoscaling;

import static dev.quarterdeck.controller.autoscaling.MetricValues.average;
import static dev.quarterdeck.controller.autoscaling.MetricValues.milli;
import static dev.quarterdeck.controller.autoscaling.MetricValues.resourceQuantity;
import static dev.quarterdeck.controller.autoscaling.MetricValues.selector;
import static dev.quarterdeck.controller.autoscaling.MetricValues.value;

import dev.quarterdeck.controller.autoscaling.UsagePlanner.Usage;
import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.scale.ScaleTargets.Scale;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v2.ContainerResourceMetricSource;
import io.fabric8.kubernetes.api.model.autoscaling.v2.ExternalMetricSource;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricStatusBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricValueStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricValueStatusBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.ObjectMetricSource;
import io.fabric8.kubernetes.api.model.autoscaling.v2.PodsMetricSource;
import io.fabric8.kubernetes.api.model.autoscaling.v2.ResourceMetricSource;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads one metric of an autoscaler after the other, and has it decided how many replicas each wants. One object per look. */
final class MetricReader {
    private final Metrics metrics;
    private final String namespace;
    private final Scale scale;
    private final Collection<Pod> pods;
    private final Tolerance tolerance;
    private final Instant now;

    /** @param pods those that the selector of the scale selects */
    MetricReader(
            Metrics metrics, String namespace, Scale scale, Collection<Pod> pods, Tolerance tolerance, Instant now) {
        this.metrics = metrics;
        this.namespace = namespace;
        this.scale = scale;
        this.pods = pods;
        this.tolerance = tolerance;
        this.now = now;
    }

    Reading read(MetricSpec spec) throws InterruptedException {
        return switch (spec.getType()) {
            case "Resource" -> {
                ResourceMetricSource source = spec.getResource();
                yield tried(
                        "FailedGetResourceMetric",
                        "failed to get " + source.getName() + " resource metric value",
                        () -> resource(source));
            }
            case "ContainerResource" -> {
                ContainerResourceMetricSource source = spec.getContainerResource();
                yield tried(
                        "FailedGetContainerResourceMetric",
                        "failed to get " + source.getContainer() + " container metric value",
                        () -> containerResource(source));
            }
            case "Pods" ->
                tried("FailedGetPodsMetric", "failed to get pods metric value", () -> podsMetric(spec.getPods()));
            case "Object" ->
                tried("FailedGetObjectMetric", "failed to get object metric value", () -> object(spec.getObject()));
            case "External" ->
                tried(
                        "FailedGetExternalMetric",
                        "failed to get " + spec.getExternal().getMetric().getName() + " external metric value",
                        () -> external(spec.getExternal()));
            default -> {
                String cause = "unknown metric source type \"" + spec.getType() + "\"";
                yield new Reading.Fails("InvalidMetricSourceType", cause, cause);
            }
        };
    }

    private interface Attempt {
        Reading make() throws MetricException, InterruptedException;
    }

    private static Reading tried(String reason, String what, Attempt attempt) throws InterruptedException {
        try {
            return attempt.make();
        } catch (MetricException e) {
            return new Reading.Fails(reason, e.text(), what + ": " + e.text());
        }
    }

    private UsagePlanner planner() {
        return new UsagePlanner(pods, tolerance, now);
    }

    private record Resource(Usage usage, String metric, MetricValueStatus value) {}

    private Reading resource(ResourceMetricSource source) throws MetricException, InterruptedException {
        Resource read = usage(source.getTarget(), source.getName(), "");
        MetricStatus status = new MetricStatusBuilder()
                .withType("Resource")
                .withNewResource()
                .withName(source.getName())
                .withCurrent(read.value())
                .endResource()
                .build();
        return new Reading.Wants(read.usage().replicas(), read.metric(), status);
    }

    private Reading containerResource(ContainerResourceMetricSource source)
            throws MetricException, InterruptedException {
        Resource read = usage(source.getTarget(), source.getName(), source.getContainer());
        MetricStatus status = new MetricStatusBuilder()
                .withType("ContainerResource")
                .withNewContainerResource()
                .withName(source.getName())
                .withContainer(source.getContainer())
                .withCurrent(read.value())
                .endContainerResource()
                .build();
        return new Reading.Wants(read.usage().replicas(), read.metric(), status);
    }

    private Resource usage(MetricTarget target, String resource, String container)
            throws MetricException, InterruptedException {
        boolean raw = target.getAverageValue() != null;
        if (!raw && target.getAverageUtilization() == null) {
            throw new MetricException(
                    "invalid resource metric source: neither an average utilization target nor an average value (usage) target was set");
        }
        try {
            Map<String, Metrics.Sample> samples = samples(resource, container);
            Usage usage = raw
                    ? planner().average(scale.replicas(), milli(target.getAverageValue()), resource, samples)
                    : planner()
                            .utilization(
                                    scale.replicas(), target.getAverageUtilization(), resource, container, samples);
            String kind = container.isEmpty() ? "resource" : "container resource";
            MetricValueStatus value = new MetricValueStatusBuilder()
                    .withAverageValue(resourceQuantity(resource, usage.average()))
                    .withAverageUtilization(
                            usage.utilization().isPresent()
                                    ? Integer.valueOf(usage.utilization().getAsInt())
                                    : null)
                    .build();
            return new Resource(
                    usage,
                    raw ? resource + " resource" : resource + " " + kind + " utilization (percentage of request)",
                    value);
        } catch (MetricException e) {
            throw e.within("failed to get " + resource + (raw ? " usage" : " utilization"));
        }
    }

    private Map<String, Metrics.Sample> samples(String resource, String container)
            throws MetricException, InterruptedException {
        try {
            return metrics.resource(namespace, resource, container, scale.selector());
        } catch (MetricException e) {
            throw e.within("unable to get metrics for resource " + resource);
        }
    }

    private Reading podsMetric(PodsMetricSource source) throws MetricException, InterruptedException {
        String name = source.getMetric().getName();
        Map<String, Metrics.Sample> samples;
        try {
            samples = metrics.pods(
                    namespace,
                    name,
                    scale.selector(),
                    selector(source.getMetric().getSelector()));
        } catch (MetricException e) {
            throw e.within("unable to get metric " + name);
        }
        Usage usage =
                planner().average(scale.replicas(), milli(source.getTarget().getAverageValue()), "", samples);
        MetricStatus status = new MetricStatusBuilder()
                .withType("Pods")
                .withNewPods()
                .withMetric(source.getMetric())
                .withCurrent(average(usage))
                .endPods()
                .build();
        return new Reading.Wants(usage.replicas(), "pods metric " + name, status);
    }

    private Reading object(ObjectMetricSource source) throws MetricException, InterruptedException {
        MetricTarget target = source.getTarget();
        boolean whole = "Value".equals(target.getType()) && target.getValue() != null;
        if (!whole && !("AverageValue".equals(target.getType()) && target.getAverageValue() != null)) {
            throw new MetricException(
                    "invalid object metric source: neither a value target nor an average value target was set");
        }
        String name = source.getMetric().getName();
        Usage usage = whole ? objectValue(source) : objectShare(source);
        MetricStatus status = new MetricStatusBuilder()
                .withType("Object")
                .withNewObject()
                .withDescribedObject(source.getDescribedObject())
                .withMetric(source.getMetric())
                .withCurrent(whole ? value(usage) : average(usage))
                .endObject()
                .build();
        String words = whole
                ? source.getDescribedObject().getKind() + " metric " + name
                : "external metric " + name + "("
                        + Selectors.words(source.getMetric().getSelector()) + ")";
        return new Reading.Wants(usage.replicas(), words, status);
    }

    private Usage objectValue(ObjectMetricSource source) throws MetricException, InterruptedException {
        return planner()
                .value(scale.replicas(), read(source), milli(source.getTarget().getValue()));
    }

    private Usage objectShare(ObjectMetricSource source) throws MetricException, InterruptedException {
        try {
            return planner()
                    .share(
                            scale.counted(),
                            read(source),
                            milli(source.getTarget().getAverageValue()));
        } catch (MetricException e) {
            throw e.within("failed to get " + source.getMetric().getName() + " object metric");
        }
    }

    private long read(ObjectMetricSource source) throws MetricException, InterruptedException {
        String name = source.getMetric().getName();
        try {
            return metrics.object(
                    namespace,
                    source.getDescribedObject(),
                    name,
                    selector(source.getMetric().getSelector()));
        } catch (MetricException e) {
            throw new MetricException("unable to get metric " + name + ": " + e.text() + " on "
                    + source.getDescribedObject().getKind() + " " + namespace + "/"
                    + source.getDescribedObject().getName());
        }
    }

    private Reading external(ExternalMetricSource source) throws MetricException, InterruptedException {
        MetricTarget target = source.getTarget();
        String name = source.getMetric().getName();
        boolean share = target.getAverageValue() != null;
        if (!share && target.getValue() == null) {
            throw new MetricException(
                    "invalid external metric source: neither a value target nor an average value target was set");
        }
        Usage usage;
        try {
            long sum = external(name, source);
            usage = share
                    ? planner().share(scale.counted(), sum, milli(target.getAverageValue()))
                    : planner().value(scale.replicas(), sum, milli(target.getValue()));
        } catch (MetricException e) {
            throw e.within(
                    share ? "failed to get " + name + " external metric" : "failed to get external metric " + name);
        }
        MetricStatus status = new MetricStatusBuilder()
                .withType("External")
                .withNewExternal()
                .withMetric(source.getMetric())
                .withCurrent(share ? average(usage) : value(usage))
                .endExternal()
                .build();
        String words = "external metric " + name + "("
                + Selectors.words(source.getMetric().getSelector()) + ")";
        return new Reading.Wants(usage.replicas(), words, status);
    }

    private long external(String name, ExternalMetricSource source) throws MetricException, InterruptedException {
        List<Long> values;
        try {
            values = metrics.external(
                    namespace, name, selector(source.getMetric().getSelector()));
        } catch (MetricException e) {
            throw e.within("unable to get external metric " + namespace + "/" + name + "/"
                    + Selectors.words(source.getMetric().getSelector()));
        }
        BigDecimal sum = values.stream().map(BigDecimal::valueOf).reduce(BigDecimal.ZERO, BigDecimal::add);
        return sum.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }
}
