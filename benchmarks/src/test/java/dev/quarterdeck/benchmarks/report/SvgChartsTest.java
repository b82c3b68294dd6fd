package dev.quarterdeck.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class SvgChartsTest {
    private static final Chart COLUMNS = new Chart.Columns(
            "Rates <&>",
            "ops/s",
            true,
            List.of("create c50", "get c50"),
            List.of(
                    new Chart.Series("them", List.of(1000.0, Double.NaN)),
                    new Chart.Series("ours", List.of(2500.0, 17000.0))));
    private static final Chart LINES = new Chart.Lines(
            "Growth",
            "objects",
            "ms",
            true,
            false,
            List.of(new Chart.Line("p99", List.of(new double[] {1000, 3}, new double[] {1_000_000, 4}))));

    @Test
    void pictureIsXmlThatHoldsItsWordsAsText() throws Exception {
        for (Chart chart : List.of(COLUMNS, LINES)) {
            String svg = SvgCharts.draw(chart);
            var document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
            assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
            assertThat(document.getDocumentElement().getTextContent()).contains(chart.title());
            assertThat(svg.length()).as("bytes of %s", chart.title()).isLessThan(40_000);
        }
        assertThat(SvgCharts.draw(COLUMNS)).contains("create c50", "them", "ours");
    }

    @Test
    void theSameChartIsTheSamePicture() {
        assertThat(SvgCharts.draw(COLUMNS)).isEqualTo(SvgCharts.draw(COLUMNS));
    }
}
