package dev.quarterdeck.launcher.chaos;

import dev.quarterdeck.kube.object.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One change of one ConfigMap, as the store holds it or as a watch showed it. */
record HistoryEntry(long revision, String type, String name, String uid, int counter, String token) {

    static HistoryEntry of(String type, JsonNode object) {
        return of(MixedWriter.revision(object), type, object);
    }

    private static HistoryEntry of(long revision, String type, JsonNode object) {
        return new HistoryEntry(
                revision,
                type,
                object.at("/metadata/name").asString(),
                object.at("/metadata/uid").asString(),
                object.at("/data/counter").asInt(0),
                object.at("/data/token").asString(""));
    }

    /** Everything that happened to ConfigMaps of the namespace, in order of revisions, from PostgreSQL itself. */
    static List<HistoryEntry> readAll(Connection connection) throws SQLException {
        List<HistoryEntry> entries = new ArrayList<>();
        try (var statement = connection.prepareStatement("SELECT revision, type, value FROM history"
                + " WHERE resource = 'configmaps' AND namespace = ? ORDER BY revision")) {
            statement.setString(1, MixedWriter.NAMESPACE);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    entries.add(of(rows.getLong(1), rows.getString(2), Json.read(rows.getBytes(3))));
                }
            }
        }
        return entries;
    }
}
