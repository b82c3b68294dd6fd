package dev.quarterdeck.state.sql;

import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The columns that a definition's {@code additionalPrinterColumns} become in the view of its resource: those whose path leads by names alone, or to the status of a condition. Values
 * that are not of the column's type, as no schema may promise, are null. Pure.
 */
final class PrinterColumns {
    private static final Pattern NAMES = Pattern.compile("(?:\\.[A-Za-z0-9_-]+)+");
    private static final Pattern CONDITION = Pattern.compile(
            "\\.status\\.conditions\\[\\?\\(@\\.type\\s*==\\s*[\"']([A-Za-z0-9._/-]+)[\"']\\)]\\.status");
    private static final Set<String> OF_ALL_VIEWS = Set.of(
            "namespace",
            "name",
            "uid",
            "revision",
            "created_at",
            "deleted_at",
            "owner_kind",
            "owner",
            "labels",
            "object");
    private static final String CREATED = ".metadata.creationTimestamp";
    private static final int MOST = 100;

    private PrinterColumns() {}

    /** Those of the version in which objects are stored. */
    static List<ViewColumns.Column> of(ObjectNode definition) {
        List<ViewColumns.Column> columns = new ArrayList<>();
        Set<String> taken = new HashSet<>(OF_ALL_VIEWS);
        for (JsonNode version : definition.path("spec").path("versions")) {
            if (version.path("storage").asBoolean(false)) {
                for (JsonNode column : version.path("additionalPrinterColumns")) {
                    ViewColumns.Column made = column(column);
                    if (made != null && columns.size() < MOST && taken.add(made.name())) {
                        columns.add(made);
                    }
                }
            }
        }
        return List.copyOf(columns);
    }

    private static ViewColumns.@Nullable Column column(JsonNode column) {
        String path = Trees.text(column, "jsonPath").strip();
        String name = name(Trees.text(column, "name"));
        if (name.isEmpty() || path.equals(CREATED)) {
            return null;
        }
        Matcher condition = CONDITION.matcher(path);
        if (condition.matches()) {
            return new ViewColumns.Column(name, "text", "kube.condition(object, '" + condition.group(1) + "')");
        }
        if (!NAMES.matcher(path).matches()) {
            return null;
        }
        String at = "object #> '{" + path.substring(1).replace('.', ',') + "}'";
        String text = "object #>> '{" + path.substring(1).replace('.', ',') + "}'";
        return switch (Trees.text(column, "type")) {
            case "integer", "number" ->
                new ViewColumns.Column(
                        name,
                        "numeric",
                        "CASE jsonb_typeof(" + at + ") WHEN 'number' THEN (" + text + ")::numeric END");
            case "boolean" ->
                new ViewColumns.Column(
                        name,
                        "boolean",
                        "CASE jsonb_typeof(" + at + ") WHEN 'boolean' THEN (" + text + ")::boolean END");
            case "date" ->
                new ViewColumns.Column(
                        name,
                        "timestamptz",
                        "CASE WHEN pg_input_is_valid(" + text + ", 'timestamptz') THEN (" + text
                                + ")::timestamptz END");
            default -> new ViewColumns.Column(name, "text", text);
        };
    }

    private static String name(String shown) {
        String name =
                shown.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_+|_+$", "");
        return name.length() > 63 ? name.substring(0, 63) : name;
    }
}
