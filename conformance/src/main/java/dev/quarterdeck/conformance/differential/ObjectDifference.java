package dev.quarterdeck.conformance.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Where two trees differ, one line for each place. */
final class ObjectDifference {

    private ObjectDifference() {}

    static List<String> between(JsonNode expected, JsonNode actual) {
        List<String> lines = new ArrayList<>();
        compare("", expected, actual, lines);
        return lines;
    }

    private static void compare(String path, JsonNode expected, JsonNode actual, List<String> lines) {
        if (expected.equals(actual)) {
            return;
        }
        if (expected.isObject() && actual.isObject()) {
            TreeSet<String> names = new TreeSet<>(expected.propertyNames());
            names.addAll(actual.propertyNames());
            names.forEach(name -> compare(path + "." + name, expected.path(name), actual.path(name), lines));
        } else if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
            for (int i = 0; i < expected.size(); i++) {
                compare(path + "[" + i + "]", expected.get(i), actual.get(i), lines);
            }
        } else {
            lines.add(path + ": expected " + expected + " but was " + actual);
        }
    }
}
