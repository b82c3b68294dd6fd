package dev.quarterdeck.controller.autoscaling;

import dev.quarterdeck.controller.autoscaling.Metrics.Sample;
import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;

/**
 * How many replicas one metric asks for (API guide: HorizontalPodAutoscaler, algorithm details). Pure. All amounts in thousandths.
 *
 * <pre>
 * pod                                        counts
 * being deleted, or failed                   not at all
 * pending, or (CPU) not ready at first       as using nothing, when growing
 * without metric                             as using its target when shrinking, nothing when growing
 * otherwise                                  as measured
 * </pre>
 *
 * Within the tolerance, or where these guesses would turn the direction round, nothing changes.
 */
final class UsagePlanner {
    private static final Duration CPU_INITIALIZATION = Duration.ofMinutes(5);
    private static final Duration FIRST_READINESS = Duration.ofSeconds(30);
    private static final String CPU = "cpu";

    /**
     * @param average of the pods; of a value target the value
     * @param utilization in percent of what is requested, where that was the target
     */
    record Usage(int replicas, long average, OptionalInt utilization) {}

    /** Usage against target, given what each pod uses. */
    private interface Measure {
        double ratio(Map<String, Long> used) throws MetricException;
    }

    private final Collection<Pod> pods;
    private final Tolerance tolerance;
    private final Instant now;
    private final Map<String, Long> used = new HashMap<>();
    private final List<String> unready = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private int ready;

    /** @param pods those of the target */
    UsagePlanner(Collection<Pod> pods, Tolerance tolerance, Instant now) {
        this.pods = pods;
        this.tolerance = tolerance;
        this.now = now;
    }

    /** @param container empty for whole pods */
    Usage utilization(int current, int percent, String resource, String container, Map<String, Sample> samples)
            throws MetricException {
        sort(samples, resource);
        Map<String, Long> requests = new HashMap<>();
        for (Pod pod : pods) {
            requests.put(pod.getMetadata().getName(), PodRequests.milli(pod, container, resource));
        }
        Measure measure = amounts -> (double) utilization(amounts, requests) / percent;
        int utilization = utilization(used, requests);
        long average = total(used) / used.size();
        int replicas =
                replicas(current, measure, name -> requests.getOrDefault(name, 0L) * Math.max(100, percent) / 100);
        return new Usage(replicas, average, OptionalInt.of(utilization));
    }

    private static int utilization(Map<String, Long> amounts, Map<String, Long> requests) throws MetricException {
        long asked = amounts.keySet().stream()
                .mapToLong(name -> requests.getOrDefault(name, 0L))
                .sum();
        if (asked == 0) {
            throw new MetricException("no metrics returned matched known pods");
        }
        return (int) (total(amounts) * 100 / asked);
    }

    /** @param resource empty for a metric that is none */
    Usage average(int current, long target, String resource, Map<String, Sample> samples) throws MetricException {
        sort(samples, resource);
        Measure measure = amounts -> (double) (total(amounts) / amounts.size()) / target;
        long average = total(used) / used.size();
        return new Usage(replicas(current, measure, name -> target), average, OptionalInt.empty());
    }

    /** A metric that is not of the pods, against a target for all of them. */
    Usage value(int current, long usage, long target) throws MetricException {
        double ratio = (double) usage / target;
        if (current == 0) {
            return new Usage(up(ratio), usage, OptionalInt.empty());
        }
        if (tolerance.covers(ratio)) {
            return new Usage(current, usage, OptionalInt.empty());
        }
        if (pods.isEmpty()) {
            throw new MetricException(
                    "unable to calculate ready pods: no pods returned by selector while calculating replica count");
        }
        long readyPods = pods.stream()
                .filter(pod -> Pods.phase(pod).equals("Running") && Pods.isReady(pod))
                .count();
        return new Usage(up(ratio * readyPods), usage, OptionalInt.empty());
    }

    /** A metric that is not of the pods, against a target for each of them. */
    Usage share(int counted, long usage, long target) {
        double ratio = (double) usage / ((double) target * counted);
        int replicas = tolerance.covers(ratio) ? counted : up((double) usage / target);
        long average = counted == 0 ? usage : (long) Math.ceil((double) usage / counted);
        return new Usage(replicas, average, OptionalInt.empty());
    }

    private static int up(double replicas) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(replicas));
    }

    private static long total(Map<String, Long> amounts) {
        return amounts.values().stream().mapToLong(Long::longValue).sum();
    }

    private int replicas(int current, Measure measure, ToLongFunction<String> whenShrinking) throws MetricException {
        double ratio = measure.ratio(used);
        boolean growsWithUnready = !unready.isEmpty() && ratio > 1.0;
        if (!growsWithUnready && missing.isEmpty()) {
            return tolerance.covers(ratio) ? current : up(ratio * ready);
        }
        Map<String, Long> guessed = new HashMap<>(used);
        for (String name : missing) {
            if (ratio < 1.0) {
                guessed.put(name, whenShrinking.applyAsLong(name));
            } else if (ratio > 1.0) {
                guessed.put(name, 0L);
            }
        }
        if (growsWithUnready) {
            unready.forEach(name -> guessed.put(name, 0L));
        }
        double cautious = measure.ratio(guessed);
        boolean turned = (ratio < 1.0 && cautious > 1.0) || (ratio > 1.0 && cautious < 1.0);
        if (tolerance.covers(cautious) || turned) {
            return current;
        }
        int replicas = up(cautious * guessed.size());
        boolean wrongWay = (cautious < 1.0 && replicas > current) || (cautious > 1.0 && replicas < current);
        return wrongWay ? current : replicas;
    }

    private void sort(Map<String, Sample> samples, String resource) throws MetricException {
        if (pods.isEmpty()) {
            throw new MetricException("no pods returned by selector while calculating replica count");
        }
        for (Pod pod : pods) {
            String name = pod.getMetadata().getName();
            Optional<Sample> sample = Optional.ofNullable(samples.get(name));
            if (pod.isMarkedForDeletion() || Pods.phase(pod).equals("Failed")) {
                continue;
            }
            if (Pods.phase(pod).equals("Pending")) {
                unready.add(name);
            } else if (sample.isEmpty()) {
                missing.add(name);
            } else if (resource.equals(CPU) && isUnready(pod, sample.get())) {
                unready.add(name);
            } else {
                ready++;
                used.put(name, sample.get().milli());
            }
        }
        if (used.isEmpty()) {
            throw new MetricException("did not receive metrics for targeted pods (pods might be unready)");
        }
    }

    /** While it starts a pod uses more CPU than it will later: what is measured before it was ready for a whole window tells nothing. */
    private boolean isUnready(Pod pod, Sample sample) {
        Optional<PodCondition> condition = Pods.condition(pod, "Ready");
        if (condition.isEmpty() || pod.getStatus().getStartTime() == null) {
            return true;
        }
        boolean notReady = "False".equals(condition.get().getStatus());
        Instant started = Pods.time(pod.getStatus().getStartTime());
        Instant changed = Pods.time(condition.get().getLastTransitionTime());
        if (started.plus(CPU_INITIALIZATION).isAfter(now)) {
            return notReady || sample.at().isBefore(changed.plus(sample.window()));
        }
        return notReady && started.plus(FIRST_READINESS).isAfter(changed);
    }
}
