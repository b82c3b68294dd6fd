package dev.quarterdeck.kube.validation.rule;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.kube.schema.CanonicalForm;
import dev.quarterdeck.kube.schema.FieldSchema;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.Schema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether two values of one field are the same once they are stored. Where {@link Same} takes everything empty for absent, this tells an empty object, an
 * empty text and false from nothing wherever the API does. Immutable.
 */
public final class StoredForm {
    private static final String VALUE = "value";

    private final ObjectSchema holder;

    private StoredForm(ObjectSchema holder) {
        this.holder = holder;
    }

    /** Of a field of a built-in kind. */
    public static StoredForm of(String apiVersion, String kind, String... path) {
        Schema at = SchemaCatalog.builtIn()
                .find(GroupVersionKind.of(apiVersion, kind))
                .orElseThrow();
        for (String step : path) {
            FieldSchema field = at instanceof ObjectSchema object ? object.field(step) : null;
            if (field == null) {
                throw new IllegalArgumentException(kind + " has no " + String.join(".", path));
            }
            at = field.schema();
        }
        return new StoredForm(ObjectSchema.of("", Map.of(VALUE, FieldSchema.of(VALUE, at, false))));
    }

    public boolean same(Field one, Field other) {
        return same(one.node(), other.node());
    }

    public boolean same(JsonNode one, JsonNode other) {
        return one.equals(other) || Same.same(one, other) && equal(stored(one), stored(other));
    }

    private JsonNode stored(JsonNode value) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        if (!value.isMissingNode()) {
            copy.set(VALUE, value.deepCopy());
        }
        CanonicalForm.apply(copy, holder);
        return copy.path(VALUE);
    }

    private static boolean equal(JsonNode a, JsonNode b) {
        if (a.isObject() && b.isObject()) {
            return covers(a, b) && covers(b, a);
        }
        if (a.isArray() && b.isArray()) {
            if (a.size() != b.size()) {
                return false;
            }
            for (int i = 0; i < a.size(); i++) {
                if (!equal(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.isString() && b.isString() && !a.equals(b)) {
            String one = a.stringValue();
            String other = b.stringValue();
            return Quantity.isValid(one)
                    && Quantity.isValid(other)
                    && Quantity.parse(one).equals(Quantity.parse(other));
        }
        return a.equals(b) || isNothing(a) && isNothing(b);
    }

    private static boolean covers(JsonNode a, JsonNode b) {
        for (Map.Entry<String, JsonNode> field : a.properties()) {
            if (!equal(field.getValue(), b.path(field.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNothing(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
