package dev.quarterdeck.benchmarks.report;

import java.util.List;

/** What a picture shows. */
public sealed interface Chart {

    String title();

    /** Lines over numbers; with {@code logX} or {@code logY} on that axis each step is tenfold. */
    record Lines(String title, String x, String y, boolean logX, boolean logY, List<Line> lines) implements Chart {}

    /** @param points x and y, by x */
    record Line(String name, List<double[]> points) {}

    /** Groups of bars, one bar per series and group; a value that is missing is NaN. */
    record Columns(String title, String y, boolean logY, List<String> groups, List<Series> series) implements Chart {}

    record Series(String name, List<Double> values) {}
}
