package dev.quarterdeck.kube.apply;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One entry of {@code metadata.managedFields}. Immutable; the tree of its fields may be shared with other objects and is read into a set only where it must
 * be.
 *
 * @param time RFC 3339; empty for none
 * @param fields in the form of FieldsV1
 */
record ManagedEntry(Id id, String apiVersion, String time, ObjectNode fields) {

    /**
     * Who manages. What a manager applies is one entry, whatever the version it was applied in; of its updates there is one entry for each version.
     *
     * @param version of updates; empty for applied ones
     */
    record Id(String manager, boolean applied, String version, String subresource) implements Comparable<Id> {

        static Id of(String manager, boolean applied, String apiVersion, String subresource) {
            return new Id(manager, applied, applied ? "" : apiVersion, subresource);
        }

        /** In the order in which messages name them. */
        @Override
        public int compareTo(Id other) {
            int order = manager.compareTo(other.manager);
            order = order != 0 ? order : Boolean.compare(other.applied, applied);
            order = order != 0 ? order : version.compareTo(other.version);
            return order != 0 ? order : subresource.compareTo(other.subresource);
        }

        String describe() {
            StringBuilder text = new StringBuilder();
            GoJson.string(manager, text);
            if (!subresource.isEmpty()) {
                text.append(" with subresource ");
                GoJson.string(subresource, text);
            }
            if (!applied) {
                text.append(" using ").append(version);
            }
            return text.toString();
        }
    }

    static ManagedEntry of(Id id, String apiVersion, String time, FieldSet fields) {
        return new ManagedEntry(id, apiVersion, time, FieldsV1.write(fields));
    }

    /** @throws IllegalArgumentException where the entry means nothing */
    static ManagedEntry read(JsonNode entry) {
        String operation = text(entry, "operation");
        if (!operation.equals("Apply") && !operation.equals("Update")) {
            throw new IllegalArgumentException("operation must be `Apply` or `Update`");
        }
        String apiVersion = text(entry, "apiVersion");
        if (apiVersion.isEmpty()) {
            throw new IllegalArgumentException("apiVersion must not be empty");
        }
        if (!text(entry, "fieldsType").equals("FieldsV1")) {
            throw new IllegalArgumentException("fieldsType must be `FieldsV1`");
        }
        JsonNode fields = entry.get("fieldsV1");
        if (fields != null && !fields.isNull() && !fields.isObject()) {
            throw new IllegalArgumentException("fieldsV1 must be an object");
        }
        return new ManagedEntry(
                Id.of(text(entry, "manager"), operation.equals("Apply"), apiVersion, text(entry, "subresource")),
                apiVersion,
                text(entry, "time"),
                fields instanceof ObjectNode set ? set : JsonNodeFactory.instance.objectNode());
    }

    private static String text(@Nullable JsonNode node, String field) {
        JsonNode value = node == null ? null : node.get(field);
        return value != null && value.isString() ? value.stringValue() : "";
    }

    FieldSet set() {
        return FieldsV1.read(fields);
    }

    ManagedEntry with(FieldSet set) {
        return new ManagedEntry(id, apiVersion, time, FieldsV1.write(set));
    }

    ManagedEntry at(String newTime) {
        return newTime.equals(time) ? this : new ManagedEntry(id, apiVersion, newTime, fields);
    }

    ObjectNode write() {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        if (!id.manager().isEmpty()) {
            entry.put("manager", id.manager());
        }
        entry.put("operation", id.applied() ? "Apply" : "Update").put("apiVersion", apiVersion);
        if (!time.isEmpty()) {
            entry.put("time", time);
        }
        entry.put("fieldsType", "FieldsV1").set("fieldsV1", fields);
        if (!id.subresource().isEmpty()) {
            entry.put("subresource", id.subresource());
        }
        return entry;
    }
}
