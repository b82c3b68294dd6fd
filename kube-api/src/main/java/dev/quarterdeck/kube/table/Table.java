package dev.quarterdeck.kube.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A printer put together column by column. Filled while it is made, read-only afterwards. */
final class Table implements TablePrinter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What stands in one cell. */
    interface Cell {
        JsonNode print(ObjectNode object, Instant now);
    }

    private final List<Column> columns = new ArrayList<>();
    private final List<Cell> cells = new ArrayList<>();

    private Table() {}

    static Table empty() {
        return new Table();
    }

    /** Begins with the object's name. */
    static Table named() {
        return new Table().column("Name", "string", "name", 0, "Name of the object", (o, now) -> text(Cells.name(o)));
    }

    Table column(String name, String type, String format, int priority, String description, Cell cell) {
        columns.add(new Column(name, type, format, description, priority));
        cells.add(cell);
        return this;
    }

    Table text(String name, String description, Function<ObjectNode, String> cell) {
        return column(name, "string", "", 0, description, (o, now) -> text(cell.apply(o)));
    }

    Table wide(String name, String description, Function<ObjectNode, String> cell) {
        return column(name, "string", "", 1, description, (o, now) -> text(cell.apply(o)));
    }

    Table number(String name, String description, ToLongFunction<ObjectNode> cell) {
        return column(name, "integer", "", 0, description, (o, now) -> NODES.numberNode(cell.applyAsLong(o)));
    }

    /** A number in a column that calls itself a string, as some columns of the reference do. */
    Table numberAsText(String name, String description, ToLongFunction<ObjectNode> cell) {
        return column(name, "string", "", 0, description, (o, now) -> NODES.numberNode(cell.applyAsLong(o)));
    }

    Table flag(String name, String description, Function<ObjectNode, Boolean> cell) {
        return column(name, "boolean", "", 0, description, (o, now) -> NODES.booleanNode(cell.apply(o)));
    }

    Table age() {
        return since("Age", "Time since the object was made", o -> Cells.text(o.path("metadata"), "creationTimestamp"));
    }

    Table since(String name, String description, Function<ObjectNode, String> time) {
        return column(name, "string", "", 0, description, (o, now) -> text(Durations.since(time.apply(o), now)));
    }

    /** Names and images of the containers of the pod template below {@code template}. */
    Table containers(int priority, Function<ObjectNode, JsonNode> template) {
        return column(
                        "Containers",
                        "string",
                        "",
                        priority,
                        "Names of the containers",
                        (o, now) ->
                                text(Cells.join(template.apply(o).path("spec").path("containers"), "name")))
                .column(
                        "Images",
                        "string",
                        "",
                        priority,
                        "Images of the containers",
                        (o, now) ->
                                text(Cells.join(template.apply(o).path("spec").path("containers"), "image")));
    }

    static JsonNode text(String value) {
        return NODES.stringNode(value);
    }

    @Override
    public List<Column> columns() {
        return List.copyOf(columns);
    }

    @Override
    public ArrayNode row(ObjectNode object, Instant now) {
        ArrayNode row = NODES.arrayNode(cells.size());
        for (Cell cell : cells) {
            row.add(cell.print(object, now));
        }
        return row;
    }
}
