package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.state.commit.CommitOutcome;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What the client reads: the stored bytes where it asked for the stored version, else the object converted. */
final class Answers {
    private final ObjectRules rules;

    Answers(ObjectRules rules) {
        this.rules = rules;
    }

    WriteResult committed(int code, ResourceType type, CommitOutcome.Committed.Applied applied, List<String> warnings) {
        return new WriteResult(code, inVersion(type, applied.json()), applied.revision(), List.copyOf(warnings));
    }

    /** The stored bytes, nothing written. */
    WriteResult unchanged(ResourceType type, byte[] stored, List<String> warnings) {
        return new WriteResult(200, inVersion(type, stored), 0, List.copyOf(warnings));
    }

    /** What would have been stored. The tree belongs to the answer from here on. */
    WriteResult dryRun(int code, ResourceType type, ObjectNode object, List<String> warnings) {
        ObjectNode answer = type.gvk().equals(type.storedKind()) ? object : convert(type, object);
        return new WriteResult(code, Json.write(answer), 0, List.copyOf(warnings));
    }

    byte[] inVersion(ResourceType type, byte[] stored) {
        return type.storedKind() == null || type.gvk().equals(type.storedKind())
                ? stored
                : Json.write(convert(type, Json.read(stored)));
    }

    private ObjectNode convert(ResourceType type, ObjectNode object) {
        return type.storedKind() == null ? object : rules.convert(object, type.storedKind(), type.gvk());
    }

    /** {@code Status} of success; {@code details} may be empty. */
    static byte[] success(int code, ObjectNode details) {
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Success");
        if (!details.isEmpty()) {
            status.set("details", details);
        }
        if (code != 200) {
            status.put("code", code);
        }
        return Json.write(status);
    }
}
