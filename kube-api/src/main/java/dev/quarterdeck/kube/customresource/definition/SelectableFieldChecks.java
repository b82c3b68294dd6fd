package dev.quarterdeck.kube.customresource.definition;

import dev.quarterdeck.kube.customresource.JsonSchema;
import dev.quarterdeck.kube.customresource.SchemaPath;
import dev.quarterdeck.kube.validation.rule.Field;
import java.util.HashSet;
import java.util.Set;

/** Fields by which objects can be selected: at most eight, each a string, boolean or integer of the schema, none in metadata. */
final class SelectableFieldChecks {
    private static final int MOST = 8;
    private static final Set<String> TYPES = Set.of("string", "boolean", "integer");

    private SelectableFieldChecks() {}

    static void check(Field fields, JsonSchema schema) {
        Set<String> seen = new HashSet<>();
        for (Field field : fields.items()) {
            Field path = field.at("jsonPath");
            if (path.isEmpty()) {
                path.required("");
                continue;
            }
            SchemaPath found = SchemaPath.find(path.text(), schema, false);
            if (found.schema() == null) {
                path.invalid("is an invalid path: " + found.error());
                continue;
            }
            if (found.text().equals("metadata") || found.text().startsWith("metadata.")) {
                path.invalid("must not point to fields in metadata");
            }
            if (!TYPES.contains(found.schema().type())) {
                path.invalid(
                        "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.");
            }
            if (!seen.add(found.text())) {
                path.duplicate();
            }
        }
        if (seen.size() > MOST) {
            fields.tooMany(seen.size(), MOST);
        }
    }
}
