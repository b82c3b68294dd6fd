package dev.quarterdeck.conformance.scenario;

import java.util.List;
import java.util.regex.Pattern;

/** Where our ends are known to differ from the reference's, and why. Read from lines of scenario, object, path (patterns all three) and reason, split by tabs. */
public final class KnownDifferences {
    private final List<Known> known;

    private record Known(Pattern scenario, Pattern object, Pattern path) {}

    private KnownDifferences(List<Known> known) {
        this.known = known;
    }

    public static KnownDifferences read(String text) {
        return new KnownDifferences(text.lines()
                .skip(1)
                .filter(line -> !line.isBlank())
                .map(line -> line.split("\t"))
                .map(cells -> {
                    if (cells.length != 4 || cells[3].isBlank()) {
                        throw new IllegalArgumentException(
                                "scenario, object, path and reason are wanted: " + String.join(" ", cells));
                    }
                    return new Known(
                            Pattern.compile(cells[0]),
                            Pattern.compile(cells[1]),
                            Pattern.compile(cells[2], Pattern.DOTALL));
                })
                .toList());
    }

    boolean has(String scenario, Facts.Difference difference) {
        return known.stream()
                .anyMatch(k -> k.scenario().matcher(scenario).matches()
                        && k.object().matcher(difference.object()).matches()
                        && k.path().matcher(difference.path()).matches());
    }
}
