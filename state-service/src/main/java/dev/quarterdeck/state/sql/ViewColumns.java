package dev.quarterdeck.state.sql;

import dev.quarterdeck.kube.kind.StoredResource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The columns that views of single resources have besides those of all views, as {@code sql/view-columns.tsv} names them. Immutable. */
record ViewColumns(Map<String, List<Column>> byResource) {

    /** @param expression SQL over the column {@code object} */
    record Column(String name, String type, String expression) {}

    private static final String FILE = "/sql/view-columns.tsv";

    static ViewColumns read() {
        Map<String, List<Column>> columns = new TreeMap<>();
        try (InputStream in = ViewColumns.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing");
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", 4))
                    .forEach(part -> columns.computeIfAbsent(part[0], r -> new ArrayList<>())
                            .add(new Column(part[1], part[2], part[3])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ViewColumns(columns);
    }

    List<Column> of(StoredResource resource) {
        return byResource.getOrDefault(resource.id(), List.of());
    }
}
