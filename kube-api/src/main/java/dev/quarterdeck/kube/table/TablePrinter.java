package dev.quarterdeck.kube.table;

import dev.quarterdeck.kube.kind.ResourceType;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Prints objects of one kind as rows of a Table. Thread-safe. */
public interface TablePrinter {

    /** All columns, whatever their priority: clients choose what to show. */
    List<Column> columns();

    /** The cells of one object, one per column; ages are measured at {@code now}. Fields that are absent print as the reference prints them. */
    ArrayNode row(ObjectNode object, Instant now);

    /** As its definition says for a custom resource; else the printer of a built-in kind: Name and Created At for kinds that have no columns of their own. */
    static TablePrinter of(ResourceType type) {
        return type.custom() != null ? new CustomTable(type.custom()) : BuiltInTables.of(type.gvk());
    }
}
