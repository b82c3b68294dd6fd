package dev.quarterdeck.benchmarks.compare;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What we want to be: ratios to a peer, per kind of work. */
public record Bars(List<Bar> bars) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * @param work as a reader calls it
     * @param steps that it is measured by; {@code *} stands for anything
     * @param limits by peer
     * @param services what holds in place of {@code limits} for a server of ours of that label
     */
    public record Bar(
            String work,
            List<String> steps,
            Map<String, Map<Metric, Limit>> limits,
            Map<String, Map<String, Map<Metric, Limit>>> instead) {
        public Bar {
            limits = limits == null ? Map.of() : limits;
            instead = instead == null ? Map.of() : instead;
        }

        boolean concerns(String step) {
            return steps.stream().anyMatch(s -> Pattern.matches(Pattern.quote(s).replace("*", "\\E.*\\Q"), step));
        }

        Map<String, Map<Metric, Limit>> limitsOf(String server) {
            return instead.getOrDefault(server, limits);
        }
    }

    /** At least, or at most, this ratio. Written {@code >= 2} or {@code <= 0.5}. */
    public record Limit(boolean atLeast, double ratio) {
        @JsonCreator
        public static Limit parse(String text) {
            String[] words = text.strip().split("\\s+");
            if (words.length != 2 || !words[0].equals(">=") && !words[0].equals("<=")) {
                throw new IllegalArgumentException("a limit is \">= RATIO\" or \"<= RATIO\", not \"" + text + "\"");
            }
            return new Limit(words[0].equals(">="), Double.parseDouble(words[1]));
        }

        /** The ratio of one who did not do the work at all. */
        double worst() {
            return atLeast ? 0 : Double.POSITIVE_INFINITY;
        }

        public boolean met(double value) {
            return atLeast ? value >= ratio : value <= ratio;
        }

        @JsonValue
        @Override
        public String toString() {
            String number = ratio == Math.rint(ratio) ? Long.toString((long) ratio) : Double.toString(ratio);
            return (atLeast ? "≥ " : "≤ ") + number;
        }
    }

    /** One limit held against one measured ratio. */
    public record Verdict(
            String work, String step, String server, String peer, Metric metric, double ratio, Limit limit) {
        public boolean met() {
            return limit.met(ratio);
        }
    }

    public static Bars parse(byte[] yaml) {
        return YAML.readValue(yaml, Bars.class);
    }

    /**
     * Every limit for which both sides were measured. One that ours failed at and the peer did not is not met; where the peer failed nothing is claimed.
     */
    public List<Verdict> check(Comparison comparison) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Bar bar : bars) {
            for (String step : comparison.steps()) {
                if (!bar.concerns(step)) {
                    continue;
                }
                for (Comparison.ServerInfo ours : comparison.ours()) {
                    bar.limitsOf(ours.label())
                            .forEach((peer, limits) -> limits.forEach((metric, limit) -> {
                                OptionalDouble ratio = comparison.ratio(step, ours.label(), peer, metric);
                                if (ratio.isEmpty() && failedAlone(comparison, step, ours.label(), peer, metric)) {
                                    ratio = OptionalDouble.of(limit.worst());
                                }
                                ratio.ifPresent(r -> verdicts.add(
                                        new Verdict(bar.work(), step, ours.label(), peer, metric, r, limit)));
                            }));
                }
            }
        }
        return verdicts;
    }

    private static boolean failedAlone(Comparison comparison, String step, String ours, String peer, Metric metric) {
        return comparison.value(step, peer, metric).isPresent() && comparison.failed(step, ours);
    }
}
