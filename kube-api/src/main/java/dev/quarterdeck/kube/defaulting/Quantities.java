package dev.quarterdeck.kube.defaulting;

import dev.quarterdeck.kube.quantity.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rewrites quantities to their canonical text, as the reference does whenever it reads one. What cannot be parsed stays for validation. */
final class Quantities {

    private Quantities() {}

    /** A map of resource names to quantities, which are also rounded up to thousandths. */
    static void list(@Nullable JsonNode parent, String field) {
        ObjectNode list = Fields.object(parent, field);
        if (list != null) {
            for (Map.Entry<String, JsonNode> entry : list.properties()) {
                String canonical = canonical(entry.getValue(), true);
                if (canonical != null) {
                    entry.setValue(list.stringNode(canonical));
                }
            }
        }
    }

    /** One quantity. */
    static void value(ObjectNode parent, String field) {
        JsonNode value = parent.get(field);
        if (value != null) {
            String canonical = canonical(value, false);
            if (canonical != null) {
                parent.put(field, canonical);
            }
        }
    }

    /** {@code limits} and {@code requests}. */
    static void requirements(@Nullable JsonNode resources) {
        list(resources, "limits");
        list(resources, "requests");
    }

    /** Null where nothing is to be changed. */
    private static @Nullable String canonical(JsonNode value, boolean milli) {
        if (!value.isString() && !value.isNumber()) {
            return null;
        }
        String written = value.asString("");
        if (value.isString() && Quantity.isPlain(written)) {
            return null;
        }
        String text = written.strip();
        if (!Quantity.isValid(text)) {
            return null;
        }
        Quantity quantity = Quantity.parse(text);
        return (milli ? quantity.roundedToMilli() : quantity).toString();
    }
}
