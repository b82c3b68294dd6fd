package dev.quarterdeck.benchmarks.report;

import de.erichseifert.vectorgraphics2d.Document;
import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Charts as SVG, with text as text, so that they are small and can be searched. The same chart always gives the same bytes. */
public final class SvgCharts {
    private static final int WIDTH = 860;
    private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final Font LARGE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
    private static final Color GRID = new Color(0xd8d8d8);
    // Told apart by those who do not see all colours, too.
    private static final Color[] COLOURS = {
        new Color(0x0072b2), new Color(0xe69f00), new Color(0x009e73), new Color(0xcc79a7), new Color(0x555555)
    };

    private SvgCharts() {}

    public static String draw(Chart chart) {
        System.setProperty("java.awt.headless", "true");
        return switch (chart) {
            case Chart.Lines lines -> svg(lines(lines), 420);
            case Chart.Columns columns ->
                svg(
                        columns(columns),
                        110
                                + columns.groups().size()
                                        * Math.max(26, 13 * columns.series().size() + 8));
        };
    }

    private static JFreeChart lines(Chart.Lines chart) {
        XYSeriesCollection data = new XYSeriesCollection();
        for (Chart.Line line : chart.lines()) {
            XYSeries series = new XYSeries(line.name());
            line.points().stream()
                    .filter(p -> (!chart.logX() || p[0] > 0) && (!chart.logY() || p[1] > 0))
                    .forEach(p -> series.add(p[0], p[1]));
            data.addSeries(series);
        }
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
        for (int i = 0; i < data.getSeriesCount(); i++) {
            renderer.setSeriesPaint(i, COLOURS[i % COLOURS.length]);
            renderer.setSeriesStroke(i, new BasicStroke(2));
            renderer.setSeriesShape(i, new Ellipse2D.Double(-3, -3, 6, 6));
        }
        XYPlot plot = new XYPlot(data, axis(chart.x(), chart.logX()), axis(chart.y(), chart.logY()), renderer);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlinePaint(GRID);
        return titled(chart.title(), new JFreeChart(null, SMALL, plot, true));
    }

    private static JFreeChart columns(Chart.Columns chart) {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        for (Chart.Series series : chart.series()) {
            for (int i = 0; i < chart.groups().size(); i++) {
                double value = series.values().get(i);
                data.addValue(
                        Double.isNaN(value) ? null : value,
                        series.name(),
                        chart.groups().get(i));
            }
        }
        BarRenderer renderer = new BarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(0.05);
        for (int i = 0; i < chart.series().size(); i++) {
            renderer.setSeriesPaint(i, COLOURS[i % COLOURS.length]);
        }
        ValueAxis values = axis(chart.y(), chart.logY());
        if (values instanceof LogAxis log) {
            // Bars start at the left edge, which must be no value of theirs.
            double least = chart.series().stream()
                    .flatMap(s -> s.values().stream())
                    .filter(v -> v > 0)
                    .mapToDouble(Double::doubleValue)
                    .min()
                    .orElse(1);
            log.setSmallestValue(Math.pow(10, Math.floor(Math.log10(least)) - 1e-9));
            log.setLowerBound(Math.pow(10, Math.floor(Math.log10(least))));
            renderer.setBase(log.getLowerBound());
        }
        CategoryAxis groups = new CategoryAxis();
        groups.setTickLabelFont(SMALL);
        groups.setMaximumCategoryLabelWidthRatio(0.3f);
        CategoryPlot plot = new CategoryPlot(data, groups, values, renderer);
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(GRID);
        return titled(chart.title(), new JFreeChart(null, SMALL, plot, true));
    }

    private static ValueAxis axis(String label, boolean log) {
        ValueAxis axis;
        if (log) {
            LogAxis logarithmic = new LogAxis(label);
            logarithmic.setAutoTickUnitSelection(false);
            logarithmic.setTickUnit(new NumberTickUnit(1, format()));
            logarithmic.setMinorTickMarksVisible(false);
            logarithmic.setNumberFormatOverride(format());
            axis = logarithmic;
        } else {
            NumberAxis linear = new NumberAxis(label);
            linear.setNumberFormatOverride(format());
            axis = linear;
        }
        axis.setLabelFont(SMALL);
        axis.setTickLabelFont(SMALL);
        return axis;
    }

    private static java.text.NumberFormat format() {
        java.text.NumberFormat format = java.text.NumberFormat.getInstance(Locale.ROOT);
        format.setMaximumFractionDigits(3);
        return format;
    }

    private static JFreeChart titled(String text, JFreeChart chart) {
        chart.setTitle(new TextTitle(text, LARGE));
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(6, 6, 6, 12));
        chart.getLegend().setItemFont(SMALL);
        return chart;
    }

    private static String svg(JFreeChart chart, int height) {
        VectorGraphics2D graphics = new VectorGraphics2D();
        chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height));
        Document document =
                Processors.get("svg").getDocument(graphics.getCommands(), new PageSize(0, 0, WIDTH, height));
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.writeTo(out);
            return portable(out.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Clip paths are named by hash codes and text by a font of this machine: both differ elsewhere. */
    private static String portable(String svg) {
        StringBuilder out = new StringBuilder();
        java.util.List<String> names = new java.util.ArrayList<>();
        java.util.regex.Matcher matcher =
                java.util.regex.Pattern.compile("clip-?\\d+").matcher(svg);
        while (matcher.find()) {
            if (!names.contains(matcher.group())) {
                names.add(matcher.group());
            }
            matcher.appendReplacement(out, "clip" + names.indexOf(matcher.group()));
        }
        matcher.appendTail(out);
        return out.toString()
                .replaceFirst("<!DOCTYPE[^>]*>\\s*", "")
                .replaceAll("font-family:&quot;[^&]*&quot;;", "")
                .replaceFirst("(<svg [^>]*)>", "$1 font-family=\"sans-serif\" font-size=\"12\">");
    }
}
