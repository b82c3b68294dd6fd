package dev.quarterdeck.state.admission.podsecurity;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a pod does that a policy forbids.
 *
 * @param reason short, the same for all pods that do it
 * @param detail which parts of this pod do it
 */
public record Violation(String reason, String detail) {

    static String reasons(List<Violation> violations) {
        return violations.stream().map(Violation::reason).collect(Collectors.joining(", "));
    }

    static String details(List<Violation> violations) {
        return violations.stream()
                .map(v -> v.detail().isEmpty() ? v.reason() : v.reason() + " (" + v.detail() + ")")
                .collect(Collectors.joining(", "));
    }
}
