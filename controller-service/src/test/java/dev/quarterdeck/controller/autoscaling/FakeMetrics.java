package dev.quarterdeck.controller.autoscaling;

import dev.quarterdeck.kube.selector.LabelSelector;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Metrics as a test sets them. */
final class FakeMetrics implements Metrics {
    Supplier<Map<String, Sample>> resource = Map::of;
    final Map<String, Long> object = new HashMap<>();
    List<Long> external = List.of();

    @Override
    public Map<String, Sample> resource(String namespace, String resource, String container, String podSelector)
            throws MetricException {
        Map<String, Sample> samples = this.resource.get();
        if (samples.isEmpty()) {
            throw new MetricException("no metrics returned from resource metrics API");
        }
        return samples;
    }

    @Override
    public Map<String, Sample> pods(String namespace, String metric, String podSelector, LabelSelector metricSelector)
            throws MetricException {
        return resource(namespace, metric, "", podSelector);
    }

    @Override
    public long object(
            String namespace, CrossVersionObjectReference object, String metric, LabelSelector metricSelector)
            throws MetricException {
        Long value = this.object.get(object.getKind() + "/" + object.getName() + " " + metric);
        if (value == null) {
            throw new MetricException("no metrics returned from custom metrics API");
        }
        return value;
    }

    @Override
    public List<Long> external(String namespace, String metric, LabelSelector metricSelector) throws MetricException {
        if (external.isEmpty()) {
            throw new MetricException("no metrics returned from external metrics API");
        }
        return external;
    }
}
