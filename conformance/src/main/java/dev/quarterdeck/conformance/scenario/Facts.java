package dev.quarterdeck.conformance.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * In what a scenario ended, field by field: object, path, value, and how often. Objects that have one name once random ends are left out are told together,
 * so that three equal pods say everything three times. Not thread-safe.
 */
final class Facts {
    private static final List<String> KEYS = List.of("type", "name", "key", "scopeName");

    /** By object, by path, by value: how often. */
    private final Map<String, Map<String, Map<String, Integer>>> facts = new TreeMap<>();

    /** One place where two ends differ; a side that is absent is empty. */
    record Difference(String object, String path, Map<String, Integer> expected, Map<String, Integer> actual) {
        @Override
        public String toString() {
            return object + " | " + path + " | expected " + expected + " but was " + actual;
        }
    }

    Map<String, Map<String, Map<String, Integer>>> all() {
        return facts;
    }

    int size() {
        return facts.values().stream().mapToInt(Map::size).sum();
    }

    void add(String object, String path, String value, int times) {
        facts.computeIfAbsent(object, key -> new TreeMap<>())
                .computeIfAbsent(path, key -> new TreeMap<>())
                .merge(value, times, Integer::sum);
    }

    void addTree(String object, String path, JsonNode node, Names names) {
        if (node.isObject()) {
            if (node.isEmpty()) {
                add(object, path, "{}", 1);
            }
            node.properties()
                    .forEach(e -> addTree(
                            object,
                            path.isEmpty() ? names.plain(e.getKey()) : path + "." + names.plain(e.getKey()),
                            e.getValue(),
                            names));
        } else if (node instanceof ArrayNode items) {
            if (items.isEmpty()) {
                add(object, path, "[]", 1);
            }
            String key = key(items);
            for (JsonNode item : items) {
                String which = key.isEmpty() ? "" : names.plain(item.path(key).asString(""));
                addTree(object, path + "[" + which + "]", item, names);
            }
        } else {
            add(object, path, names.plain(node.asString(node.toString())), 1);
        }
    }

    /** The field by which the items of a list are told apart; empty where there is none. */
    private static String key(ArrayNode items) {
        for (String key : KEYS) {
            Set<String> values = new HashSet<>();
            boolean tells = true;
            for (JsonNode item : items) {
                tells &= item.path(key).isString() && values.add(item.path(key).asString(""));
            }
            if (tells) {
                return key;
            }
        }
        return "";
    }

    /** What differs between {@code this}, which is expected, and {@code actual}. */
    List<Difference> differences(Facts actual) {
        List<Difference> differences = new ArrayList<>();
        Set<String> objects = new TreeSet<>(facts.keySet());
        objects.addAll(actual.facts.keySet());
        for (String object : objects) {
            Map<String, Map<String, Integer>> here = facts.getOrDefault(object, Map.of());
            Map<String, Map<String, Integer>> there = actual.facts.getOrDefault(object, Map.of());
            Set<String> paths = new TreeSet<>(here.keySet());
            paths.addAll(there.keySet());
            for (String path : paths) {
                Map<String, Integer> expected = here.getOrDefault(path, Map.of());
                Map<String, Integer> was = there.getOrDefault(path, Map.of());
                if (!Objects.equals(expected, was)) {
                    differences.add(new Difference(object, path, expected, was));
                }
            }
        }
        return differences;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Facts that && facts.equals(that.facts);
    }

    @Override
    public int hashCode() {
        return facts.hashCode();
    }
}
