package dev.quarterdeck.kube.table;

import dev.quarterdeck.kube.jsonpath.JsonPath;
import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.CustomVersion.PrinterColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Prints custom resources by the columns of their definition, behind the name; by age where it names none. A cell whose path finds nothing, or a value that
 * is not of the column's type, is null.
 */
final class CustomTable implements TablePrinter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Column NAME = new Column("Name", "string", "name", "Name of the object", 0);
    private static final List<PrinterColumn> AGE = List.of(new PrinterColumn(
            "Age", "date", "", "When the object was made", 0, JsonPath.parse(".metadata.creationTimestamp")));

    private final List<PrinterColumn> columns;

    CustomTable(CustomVersion version) {
        columns = version.columns().isEmpty() ? AGE : version.columns();
    }

    @Override
    public List<Column> columns() {
        List<Column> all = new ArrayList<>(columns.size() + 1);
        all.add(NAME);
        for (PrinterColumn column : columns) {
            String description = column.description().isEmpty()
                    ? "Custom resource definition column (in JSONPath format): " + column.path()
                    : column.description();
            all.add(new Column(column.name(), column.type(), column.format(), description, column.priority()));
        }
        return all;
    }

    @Override
    public ArrayNode row(ObjectNode object, Instant now) {
        ArrayNode row = NODES.arrayNode(columns.size() + 1);
        row.add(Table.text(Cells.name(object)));
        for (PrinterColumn column : columns) {
            JsonNode value = column.path().first(object);
            JsonNode cell = value == null ? null : cell(column.type(), value, now);
            row.add(cell == null ? NullNode.getInstance() : cell);
        }
        return row;
    }

    private static @Nullable JsonNode cell(String type, JsonNode value, Instant now) {
        return switch (type) {
            case "string" -> NODES.stringNode(value.isContainer() ? value.toString() : value.asString(""));
            case "integer" -> integer(value);
            case "number" -> value.isNumber() ? value : null;
            case "boolean" -> value.isBoolean() ? value : null;
            case "date" -> value.isString() ? NODES.stringNode(Durations.since(value.asString(""), now)) : null;
            default -> null;
        };
    }

    private static @Nullable JsonNode integer(JsonNode value) {
        if (!value.isNumber()) {
            return null;
        }
        return value.isIntegralNumber()
                ? value.canConvertToLong() ? value : null
                : NODES.numberNode((long) value.doubleValue());
    }
}
