package dev.quarterdeck.scheduler.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarterdeck.kube.codec.YamlTreeReader;
import dev.quarterdeck.scheduler.Pods;
import dev.quarterdeck.scheduler.SchedulerHarness;
import dev.quarterdeck.scheduler.cycle.SchedulingCycle;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import dev.quarterdeck.scheduler.measure.ExtensionPoint;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.queue.Served;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Each metric as it is scraped, compared with the reference's list: name, type, labels and buckets. */
class NamesOfSchedulingMetricsTest {
    private static final Path REFERENCE = reference();
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{([^}]*)})? .*");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** Stable and beta ones that are not told, and why. */
    private static final Map<String, String> NOT_TOLD = Map.of();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SchedulerHarness it = new SchedulerHarness();

    /** @param labels without {@code le}, of which the finite ones are the buckets */
    private record Shape(String type, Set<String> labels, Set<Double> buckets) {}

    private static Path reference() {
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            Path found = at.resolve("shared/kubernetes-1.36/metrics");
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        return here.resolve("shared/kubernetes-1.36/metrics");
    }

    @BeforeAll
    static void thereIsAReference() {
        assumeTrue(Files.isDirectory(REFERENCE), "no shared/kubernetes-1.36 above the working directory");
    }

    private static Map<String, JsonNode> list(String file) throws IOException {
        Map<String, JsonNode> result = new TreeMap<>();
        for (JsonNode each :
                YamlTreeReader.read(Files.readAllBytes(REFERENCE.resolve(file))).tree()) {
            if (each.path("subsystem").asString("").equals("scheduler")) {
                result.put(each.path("name").asString(""), each);
            }
        }
        return result;
    }

    /** Everything that can be told has been told once. */
    private Map<String, Shape> told() {
        SchedulingMetrics metrics =
                new SchedulingMetrics(registry, it.queue, it.state).of(List.of(Profile.standard("default-scheduler")));
        metrics.attempted("default-scheduler", "scheduled", 1);
        metrics.attemptedTogether("default-scheduler", "scheduled", 2, 1);
        metrics.waitedForOthers(1);
        metrics.decided(1);
        metrics.scheduled(new Served(1, Duration.ofSeconds(1), true));
        metrics.lookedForVictims();
        metrics.preempted(1);
        metrics.attempt("default-scheduler").took(ExtensionPoint.Bind, "Success", 1);
        metrics.attempt("default-scheduler").ruleTook(ExtensionPoint.Bind, "DefaultBinder", "Success", 1);
        metrics.follow(
                "default-scheduler",
                new SchedulingCycle(Profile.standard("default-scheduler"), new Random(1)).meters());
        metrics.cleared(true, 1);
        it.queue.moved(ClusterChange.of(ClusterChange.Kind.NODE_GONE));
        it.queue.add(PodRequest.of(Pods.pod("p").build()));
        Map<String, String> types = new TreeMap<>();
        Map<String, Shape> shapes = new TreeMap<>();
        for (String line : registry.scrape().lines().toList()) {
            if (line.startsWith("# TYPE scheduler_")) {
                types.put(line.split(" ")[2], line.split(" ")[3]);
            }
            Matcher sample = SAMPLE.matcher(line);
            if (!line.startsWith("scheduler_") || !sample.matches()) {
                continue;
            }
            String name = sample.group(1).replaceAll("_(bucket|sum|count|max)$", "");
            String type = types.getOrDefault(name, "");
            if (type.isEmpty() || sample.group(1).endsWith("_max")) {
                continue;
            }
            Shape shape = shapes.computeIfAbsent(name, n -> new Shape(type, new TreeSet<>(), new TreeSet<>()));
            Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
            while (label.find()) {
                if (!label.group(1).equals("le")) {
                    shape.labels().add(label.group(1));
                } else if (!label.group(2).equals("+Inf")) {
                    shape.buckets().add(Double.valueOf(label.group(2)));
                }
            }
        }
        return shapes.entrySet().stream()
                .collect(Collectors.toMap(
                        e -> e.getKey().substring("scheduler_".length()),
                        Map.Entry::getValue,
                        (a, b) -> a,
                        TreeMap::new));
    }

    @Test
    void whatIsToldIsToldAsTheReferenceDoes() throws Exception {
        Map<String, JsonNode> known = list("documentation-list.yaml");
        Map<String, Shape> told = told();
        assertThat(told).hasSizeGreaterThanOrEqualTo(15);
        told.forEach((name, shape) -> {
            JsonNode same = known.get(name);
            assertThat(same).as(name).isNotNull();
            Set<String> labels = new TreeSet<>();
            same.path("labels").forEach(l -> labels.add(l.asString("")));
            Set<Double> buckets = new TreeSet<>();
            same.path("buckets").forEach(b -> buckets.add(Double.valueOf(b.asString())));
            assertThat(shape)
                    .as(name)
                    .isEqualTo(new Shape(same.path("type").asString("").toLowerCase(Locale.ROOT), labels, buckets));
        });
    }

    @Test
    void allThatIsStableOrBetaIsToldOrItIsSaidWhyNot() throws Exception {
        Set<String> expected = new TreeSet<>(list("stable-metrics-list.yaml").keySet());
        assertThat(expected).hasSizeGreaterThan(10);
        expected.removeAll(told().keySet());
        assertThat(expected).isEqualTo(NOT_TOLD.keySet());
    }
}
