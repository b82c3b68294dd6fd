package dev.quarterdeck.benchmarks.compare;

import java.util.List;

/** The median of several rounds, with the least and the most. Of an even number it is the mean of the two in the middle. */
public record Spread(double median, double least, double most, int rounds) {

    public static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a median of nothing");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        double median = n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
        return new Spread(median, sorted.getFirst(), sorted.getLast(), n);
    }
}
