package dev.quarterdeck.benchmarks.report;

import java.util.Locale;

/** Figures as readers want them: three significant digits, or all digits before the point. */
final class Numbers {
    private Numbers() {}

    static String of(double value) {
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size >= 99.95) {
            return String.format(Locale.ROOT, "%,d", Math.round(value)).replace(',', '\u00a0');
        }
        if (size >= 9.995) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
        return String.format(Locale.ROOT, size >= 0.0995 ? "%.2f" : "%.3f", value);
    }

    static String ratio(double value) {
        if (Double.isInfinite(value)) {
            return "∞";
        }
        return String.format(Locale.ROOT, value >= 9.995 ? "%.1f" : "%.2f", value);
    }
}
