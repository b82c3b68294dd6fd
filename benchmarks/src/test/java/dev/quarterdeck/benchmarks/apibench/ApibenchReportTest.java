package dev.quarterdeck.benchmarks.apibench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.benchmarks.compare.Metric;
import dev.quarterdeck.benchmarks.compare.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApibenchReportTest {
    private static final String REPORT = """
            {"label":"x","server":"https://127.0.0.1:1","serverVersion":"v1.36.2","protocol":"HTTP/2.0","started":"2026-01-01T00:00:00Z",
             "seconds":5.2,"cpus":2,"connections":8,"warmUpLifecycles":0,"results":[
              {"workload":"watch-churn","n":100,"c":50,"bytes":64,"watchers":25,"succeeded":398,"failed":2,"cutShort":false,"seconds":1.5,
               "opsPerSecond":265.3,"latencyMillis":{"count":398,"mean":3,"p50":2.5,"p90":6,"p99":9.5,"max":12},"clientCPUMicrosPerOp":150,
               "errors":[{"kind":"HTTP 429","count":2,"example":"slow down"}],
               "watch":{"watchers":25,"lifecyclesOK":98,"lifecycleMillis":{"count":1,"mean":1,"p50":1,"p90":1,"p99":1,"max":1},"writesOK":398,
                 "eventsExpected":10000,"eventsDelivered":9950,"eventsMissing":0,"duplicates":0,"outOfOrder":0,"watchRestarts":0,
                 "eventsPerSecond":6600,"lagMillis":{"count":1,"mean":4,"p50":3,"p90":7,"p99":20,"max":30},"drainSeconds":0.01},
               "processes":[{"name":"a","pid":1,"cpuSeconds":0.1,"cpuMicrosPerOp":250,"rssBeforeBytes":1,"rssAfterBytes":90000000,"peakBytes":100000000,"peakOf":"workload"},
                 {"name":"b","pid":2,"cpuSeconds":0.1,"cpuMicrosPerOp":50,"rssBeforeBytes":1,"rssAfterBytes":10000000,"peakBytes":20000000,"peakOf":"ends"}],
               "clientCPUSeconds":0.06,"othersCores":0.02,"stolenCores":0},
              {"workload":"list","n":20,"c":4,"objects":5000,"bytes":1024,"succeeded":0,"failed":20,"cutShort":true,"seconds":1,"opsPerSecond":0,
               "latencyMillis":{"count":0,"mean":0,"p50":0,"p90":0,"p99":0,"max":0},"clientCPUMicrosPerOp":0,"errors":[],"processes":[],
               "clientCPUSeconds":0,"othersCores":0,"stolenCores":0}]}
            """;

    @Test
    void readsWhatTheGeneratorWrites(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("r.json"), REPORT);
        ApibenchReport report = ApibenchReport.read(file);
        ApibenchReport.Result churn = report.results().getFirst();
        assertThat(report.serverVersion()).isEqualTo("v1.36.2");
        assertThat(Sample.step(churn)).isEqualTo("watch-churn c50 w25");
        assertThat(churn.failed()).isEqualTo(2);
        assertThat(churn.errors()).singleElement().extracting("kind").isEqualTo("HTTP 429");
        assertThat(Metric.of(churn))
                .containsEntry(Metric.OPS, 265.3)
                .containsEntry(Metric.CPU, 300.0)
                .containsEntry(Metric.P99, 9.5)
                .containsEntry(Metric.EVENTS, 6600.0)
                .containsEntry(Metric.LAG, 20.0)
                .containsEntry(Metric.PEAK, 120.0)
                .containsEntry(Metric.RSS, 100.0);
    }

    @Test
    void whatFailedAltogetherHasNoFigures(@TempDir Path directory) throws IOException {
        ApibenchReport.Result list = ApibenchReport.read(Files.writeString(directory.resolve("r.json"), REPORT))
                .results()
                .getLast();
        assertThat(Sample.step(list)).isEqualTo("list c4 of 5000 a 1024 B");
        assertThat(Metric.of(list)).isEmpty();
    }
}
