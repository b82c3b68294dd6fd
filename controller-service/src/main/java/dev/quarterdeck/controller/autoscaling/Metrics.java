package dev.quarterdeck.controller.autoscaling;

import dev.quarterdeck.kube.selector.LabelSelector;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Where metrics come from. All values in thousandths. */
interface Metrics {

    /**
     * @param at when it was measured
     * @param window over how long
     */
    record Sample(long milli, Instant at, Duration window) {}

    /**
     * What pods use of a resource, by pod.
     *
     * @param container empty for the sum over all containers
     */
    Map<String, Sample> resource(String namespace, String resource, String container, String podSelector)
            throws MetricException, InterruptedException;

    /** A metric of pods, by pod. */
    Map<String, Sample> pods(String namespace, String metric, String podSelector, LabelSelector metricSelector)
            throws MetricException, InterruptedException;

    long object(String namespace, CrossVersionObjectReference object, String metric, LabelSelector metricSelector)
            throws MetricException, InterruptedException;

    List<Long> external(String namespace, String metric, LabelSelector metricSelector)
            throws MetricException, InterruptedException;
}
