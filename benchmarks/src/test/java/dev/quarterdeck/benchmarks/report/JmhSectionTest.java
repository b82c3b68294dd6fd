package dev.quarterdeck.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class JmhSectionTest {
    @Test
    void tellsTimeErrorAndAllocation() {
        String results = """
                [{"benchmark":"dev.x.CacheBenchmark.applyOne","params":{"objects":"5000"},"primaryMetric":{"score":1234.5,"scoreError":12.34,
                  "scoreUnit":"ns/op"},"secondaryMetrics":{"gc.alloc.rate.norm":{"score":2048.0}}},
                 {"benchmark":"dev.x.ListBenchmark.list","params":{"selector":""},"primaryMetric":{"score":88.8,"scoreError":"NaN","scoreUnit":"us/op"},
                  "secondaryMetrics":{}}]
                """;
        assertThat(JmhSection.markdown(JsonMapper.shared().readTree(results)))
                .contains("| CacheBenchmark.applyOne | objects `5000` | 1\u00a0235 | 12.3 | ns/op | 2\u00a0048 |")
                .contains("| ListBenchmark.list | selector none | 88.8 |  | µs/op |  |");
    }
}
