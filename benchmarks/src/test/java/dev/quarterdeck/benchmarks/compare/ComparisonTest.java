package dev.quarterdeck.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quarterdeck.benchmarks.compare.Comparison.ServerInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final List<ServerInfo> SERVERS = List.of(
            new ServerInfo("them", "a peer", "v1", false, 3),
            new ServerInfo("all-in-one", "ours", "v1", true, 3),
            new ServerInfo("services", "ours", "v1", true, 3));
    private static final Bars BARS = bars("""
            bars:
            - work: creates
              steps: [create c*]
              limits: {them: {ops: ">= 2", cpu: "<= 0.5"}}
              instead: {services: {them: {ops: ">= 1.4"}}}
            """);

    private static Bars bars(String yaml) {
        return Bars.parse(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static Comparison of(List<Sample> samples) {
        return new Comparison(
                "test",
                "2026-01-01",
                List.of(),
                SERVERS,
                Comparison.cells(samples),
                Comparison.curves(samples),
                Comparison.doubts(samples));
    }

    private static Sample row(String server, int round, double ops, double cpu) {
        return new Sample(server, round, "", Results.of("create", 50, ops, 10, cpu));
    }

    @Test
    void aRatioIsThatOfMedians() {
        Comparison comparison = of(List.of(
                row("them", 1, 1000, 600),
                row("all-in-one", 1, 2500, 200),
                row("them", 2, 1200, 640),
                row("all-in-one", 2, 100, 900),
                row("them", 3, 5, 600),
                row("all-in-one", 3, 2400, 210)));
        assertThat(comparison.ratio("create c50", "all-in-one", "them", Metric.OPS))
                .hasValue(2.4);
        assertThat(comparison
                        .ratio("create c50", "all-in-one", "them", Metric.CPU)
                        .orElseThrow())
                .isCloseTo(0.35, within(1e-9));
        assertThat(comparison.value("create c50", "them", Metric.OPS)).hasValue(new Spread(1000, 5, 1200, 3));
    }

    @Test
    void whatWasNotMeasuredOnBothSidesHasNoRatio() {
        Comparison comparison = of(List.of(row("all-in-one", 1, 2500, 200)));
        assertThat(comparison.ratio("create c50", "all-in-one", "them", Metric.OPS))
                .isEmpty();
        assertThat(BARS.check(comparison)).isEmpty();
    }

    @Test
    void eachWayOfOursIsHeldAgainstItsOwnBar() {
        Comparison comparison =
                of(List.of(row("them", 1, 1000, 600), row("all-in-one", 1, 1900, 200), row("services", 1, 1500, 900)));
        assertThat(BARS.check(comparison))
                .extracting(v -> v.server() + " " + v.metric().key() + " " + v.met())
                .containsExactlyInAnyOrder("all-in-one ops false", "all-in-one cpu true", "services ops true");
    }

    @Test
    void pointsOfACurveAddUpAndAreNoRows() {
        Comparison comparison = of(List.of(
                new Sample("them", 1, "cold", Results.of("create", 50, 100, 10, 900)),
                new Sample("them", 1, "cold", Results.of("create", 50, 200, 10, 600)),
                new Sample("them", 2, "cold", Results.of("create", 50, 300, 10, 600))));
        assertThat(comparison.cells()).isEmpty();
        assertThat(comparison.curves()).singleElement().satisfies(c -> assertThat(c.points())
                .extracting(Comparison.Point::operations, Comparison.Point::opsPerSecond)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1000L, 100.0),
                        org.assertj.core.groups.Tuple.tuple(2000L, 200.0)));
    }

    @Test
    void failuresAreToldOfAndABusyMachineIsCounted() {
        List<Sample> samples = List.of(
                new Sample("them", 2, "", Results.with("get", 50, 5000, 10, 10, 10, 7, 0.4)), row("them", 1, 10, 10));
        assertThat(Comparison.doubts(samples))
                .containsExactly("them, round 2, get c50 of 5000: 7 failed, most with HTTP 429");
        assertThat(Comparison.busy(samples)).isEqualTo(1);
    }

    private static Sample given(String server, long failed) {
        return new Sample(server, 1, "", Results.with("create", 50, 0, 900, 10, 10, failed, 0));
    }

    @Test
    void howQuicklyAServerGivesUpIsNoFigure() {
        Comparison comparison = of(List.of(given("them", 1001), given("all-in-one", 1000)));
        assertThat(comparison.value("create c50", "them", Metric.OPS)).isEmpty();
        assertThat(comparison.value("create c50", "them", Metric.PEAK)).isPresent();
        assertThat(comparison.value("create c50", "all-in-one", Metric.OPS)).isPresent();
        assertThat(BARS.check(comparison)).as("nothing is claimed").isEmpty();
    }

    @Test
    void whatOursAloneFailsAtIsABarNotMet() {
        Comparison comparison = of(List.of(given("them", 0), given("all-in-one", 1001)));
        assertThat(BARS.check(comparison))
                .extracting(v -> v.metric().key() + " " + v.ratio() + " " + v.met())
                .containsExactlyInAnyOrder("ops 0.0 false", "cpu Infinity false");
    }
}
