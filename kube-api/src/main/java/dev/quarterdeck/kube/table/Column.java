package dev.quarterdeck.kube.table;

import tools.jackson.databind.node.ObjectNode;

/**
 * One entry of {@code columnDefinitions} (API reference: meta/v1 Table).
 *
 * @param type {@code string}, {@code integer}, {@code boolean} or {@code date}
 * @param format {@code name} for what names the object, else empty
 * @param priority 0 is always shown; clients show the others in wide output
 */
public record Column(String name, String type, String format, String description, int priority) {

    public void write(ObjectNode to) {
        to.put("name", name)
                .put("type", type)
                .put("format", format)
                .put("description", description)
                .put("priority", priority);
    }
}
