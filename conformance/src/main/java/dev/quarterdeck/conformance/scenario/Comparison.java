package dev.quarterdeck.conformance.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where a cluster ends otherwise than the reference. Scenarios that ended in a way that is not known are played once more, and only what differs both times counts: the reference was
 * recorded in the same way, several times, without the places where it differs from itself.
 */
public final class Comparison {
    private static final String NEW = "new: ";

    private final Ends ends;
    private final KnownDifferences known;
    private final Map<String, List<String>> unexpected = new TreeMap<>();
    private final List<String> notRecorded = new ArrayList<>();
    private int compared;
    private int equal;

    public Comparison(Ends ends, KnownDifferences known) {
        this.ends = ends;
        this.known = known;
    }

    /** @param prefix of the namespaces: another for each run on a cluster */
    public void run(ScenarioRun run, List<Scenario> scenarios, String prefix) throws InterruptedException {
        Map<Scenario, Set<String>> first = new TreeMap<>(Comparator.comparing(Scenario::name));
        run.play(scenarios, prefix).forEach((scenario, ending) -> {
            Ends.End end = ends.of(scenario.name());
            if (end == null) {
                notRecorded.add(scenario.name());
                return;
            }
            compared += end.facts().size() - end.open().size();
            equal += end.facts().size() - end.open().size();
            Set<String> differences = differences(scenario, ending);
            if (differences.stream().anyMatch(line -> line.startsWith(NEW))) {
                first.put(scenario, differences);
            } else {
                equal -= differences.size();
            }
        });
        run.play(List.copyOf(first.keySet()), prefix + "b").forEach((scenario, ending) -> {
            Set<String> both = new LinkedHashSet<>(differences(scenario, ending));
            both.retainAll(first.getOrDefault(scenario, Set.of()));
            equal -= both.size();
            List<String> open = both.stream()
                    .filter(line -> line.startsWith(NEW))
                    .map(line -> line.substring(NEW.length()))
                    .toList();
            if (!open.isEmpty()) {
                unexpected.put(scenario.name(), open);
            }
        });
    }

    private Set<String> differences(Scenario scenario, Ending ending) {
        Set<String> lines = new LinkedHashSet<>();
        if (!ending.stuck().isEmpty()) {
            lines.add(NEW + "it came to no end");
        }
        for (Facts.Difference difference : ends.differences(scenario.name(), ending.facts())) {
            lines.add((known.has(scenario.name(), difference) ? "" : NEW) + difference);
        }
        return lines;
    }

    /** By scenario; what is known to differ is not in it. */
    public Map<String, List<String>> unexpected() {
        return unexpected;
    }

    public List<String> notRecorded() {
        return notRecorded;
    }

    /** How many of the reference's facts are so here, in percent. */
    public double share() {
        return compared == 0 ? 100 : 100.0 * equal / compared;
    }

    public int compared() {
        return compared;
    }
}
