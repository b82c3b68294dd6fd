package dev.quarterdeck.conformance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.conformance.clients.RunningCluster;
import dev.quarterdeck.kube.object.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The scenarios of this module end on a cluster with four simulated nodes as they ended on a kube-apiserver, kube-controller-manager and kube-scheduler 1.36 with
 * the same nodes: objects, conditions, events. {@code differences.tsv} lists what is known to differ, with the reason; it only shrinks.
 * {@code -Dquarterdeck.scenarios=PATTERN} plays those that match.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndAsTheReferenceIT {
    private static final int AT_ONCE = 32;

    /** In percent of all facts. Some depend on who is faster, and a machine may be busy; what differs is printed. */
    private static final double FLOOR = 99.9;

    /** Of those with bad input: how often something is tried meanwhile is a matter of moments, too. */
    private static final double FLOOR_IN_TROUBLE = 99.5;

    private static final String TROUBLE = "trouble";

    /** Of some 280. */
    private static final int MOST_STUCK = 12;

    private final Ends ends = ends();
    private final Comparison comparison = new Comparison(ends, KnownDifferences.read(known()));
    private final Comparison inTrouble = new Comparison(ends, KnownDifferences.read(known()));

    @BeforeAll
    void playAll() throws Exception {
        try (RunningCluster cluster = RunningCluster.start(4);
                ClusterApi api = ClusterApi.of(cluster.kubeconfigText())) {
            try {
                withoutUsage(api);
                ScenarioRun run = new ScenarioRun(api, AT_ONCE, MOST_STUCK);
                System.out.println("the cluster is up");
                inTrouble.run(run, chosen(true), "t");
                System.out.println("bad input has been played");
                comparison.run(run, chosen(false), "s");
                System.out.println("everything has been played");
            } catch (RuntimeException | InterruptedException e) {
                System.out.println(cluster.account());
                throw e;
            }
        }
    }

    /** As an administrator would: there was no metrics server beside the reference. */
    private static void withoutUsage(ClusterApi api) throws InterruptedException {
        api.delete("APIService", "", "v1beta1.metrics.k8s.io", Json.object());
    }

    private static List<Scenario> chosen(boolean trouble) {
        String pattern = System.getProperty("quarterdeck.scenarios", ".*");
        return Scenarios.all().stream()
                .filter(scenario -> scenario.area().equals(TROUBLE) == trouble)
                .filter(scenario -> scenario.name().matches(pattern))
                .toList();
    }

    @AfterAll
    void show() {
        for (Comparison each : List.of(comparison, inTrouble)) {
            System.out.printf("%d facts, equal: %.2f %%%n", each.compared(), each.share());
            each.unexpected()
                    .forEach((scenario, differences) ->
                            System.out.println(scenario + " ends otherwise: " + differences));
        }
    }

    @Test
    void every_scenario_was_played_on_the_reference() {
        assertThat(comparison.notRecorded()).isEmpty();
        assertThat(inTrouble.notRecorded()).isEmpty();
        assertThat(ends.size()).isEqualTo(Scenarios.all().size());
    }

    @Test
    void scenarios_end_as_they_do_there() {
        assertThat(comparison.share())
                .as(() -> "not listed: " + comparison.unexpected())
                .isGreaterThan(FLOOR);
    }

    @Test
    void bad_input_ends_as_it_does_there() {
        assertThat(inTrouble.share())
                .as(() -> "not listed: " + inTrouble.unexpected())
                .isGreaterThan(FLOOR_IN_TROUBLE);
    }

    private static Ends ends() {
        try {
            return Ends.read(open("ends.gz"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String known() {
        try (InputStream in = open("differences.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(EndAsTheReferenceIT.class.getResourceAsStream("/scenarios/" + name), name);
    }
}
