package dev.quarterdeck.conformance.differential;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a server said, as far as servers can be compared.
 *
 * @param reason of a refusal; empty for a success
 * @param fields of its causes
 * @param message of a refusal, for people; not compared
 * @param object what would be stored, see {@link ComparableForm}; null for a refusal
 */
public record Answer(
        int code,
        String reason,
        SortedSet<String> fields,
        String message,
        List<String> warnings,
        @Nullable ObjectNode object) {

    /** The server hung up: nothing to compare with. */
    static Answer none(String why) {
        return new Answer(0, "", new TreeSet<>(), why, List.of(), null);
    }

    static Answer of(int code, ObjectNode body, List<String> warnings, String request) {
        if (code < 300) {
            return new Answer(code, "", new TreeSet<>(), "", warnings, ComparableForm.of(body, request));
        }
        SortedSet<String> fields = new TreeSet<>();
        for (JsonNode cause : body.path("details").path("causes")) {
            fields.add(cause.path("field").asString(""));
        }
        return new Answer(
                code,
                body.path("reason").asString(""),
                fields,
                body.path("message").asString(""),
                warnings,
                null);
    }

    boolean sameCode(Answer other) {
        return code == other.code;
    }

    boolean sameCauses(Answer other) {
        return reason.equals(other.reason) && fields.equals(other.fields);
    }
}
