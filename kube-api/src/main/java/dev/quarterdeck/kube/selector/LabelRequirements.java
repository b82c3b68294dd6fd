package dev.quarterdeck.kube.selector;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.selector.LabelRequirement.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Makes one requirement after looking at its key, its values and how many of them the operator takes. */
final class LabelRequirements {

    private LabelRequirements() {}

    /** @param path where the selector stands, empty for queries; throws with every problem found, several in brackets */
    static LabelRequirement check(String path, String key, Operator operator, List<String> values) {
        List<String> problems = new ArrayList<>(0);
        String prefix = path.isEmpty() ? "" : path + ".";
        List<String> keyProblems = Formats.labelKey(key);
        if (!keyProblems.isEmpty()) {
            problems.add(invalid(prefix + "key", Quoting.quote(key), String.join("; ", keyProblems)));
        }
        String wrongCount = operator.wrongCount(values.size());
        if (!wrongCount.isEmpty()) {
            problems.add(invalid(
                    prefix + "values",
                    values.stream().map(Quoting::quote).collect(Collectors.joining(",", "[", "]")),
                    wrongCount));
        }
        if (operator == Operator.GREATER_THAN || operator == Operator.LESS_THAN) {
            for (int i = 0; i < values.size(); i++) {
                if (!LabelRequirement.isInteger(values.get(i))) {
                    problems.add(invalid(
                            prefix + "values[" + i + "]",
                            Quoting.quote(values.get(i)),
                            "for 'Gt', 'Lt' operators, the value must be an integer"));
                }
            }
        }
        for (int i = 0; i < values.size(); i++) {
            List<String> valueProblems = Formats.labelValue(values.get(i));
            if (!valueProblems.isEmpty()) {
                problems.add(invalid(
                        prefix + "values[" + i + "][" + key + "]",
                        Quoting.quote(values.get(i)),
                        String.join("; ", valueProblems)));
            }
        }
        if (!problems.isEmpty()) {
            throw new SelectorSyntaxException(
                    problems.size() == 1
                            ? problems.getFirst()
                            : problems.stream().distinct().collect(Collectors.joining(", ", "[", "]")));
        }
        return new LabelRequirement(key, operator, values);
    }

    static String invalid(String field, String value, String detail) {
        return field + ": Invalid value: " + value + ": " + detail;
    }
}
