package dev.quarterdeck.benchmarks.scheduling;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What there is below a path of the API. */
final class Inventory {
    private Inventory() {}

    /** Names of all objects, page by page. */
    static List<String> names(ApiClient client, String path) {
        List<String> names = new ArrayList<>();
        String next = "";
        do {
            JsonNode list = JsonMapper.shared()
                    .readTree(client.get(path + "?limit=2000" + (next.isEmpty() ? "" : "&continue=" + next)));
            for (JsonNode item : list.path("items")) {
                names.add(item.path("metadata").path("name").asString());
            }
            next = list.path("metadata").path("continue").asString("");
        } while (!next.isEmpty());
        return names;
    }

    /**
     * Deletes all objects, many at a time.
     *
     * @param release a patch that takes away what would keep an object that has a finalizer; empty for none
     */
    static void deleteAll(ApiClient client, String path, String release) {
        List<String> names = names(client, path);
        ApiClient.each(names.size(), i -> client.delete(path + "/" + names.get(i)));
        if (!release.isEmpty()) {
            List<String> held = names(client, path);
            ApiClient.each(held.size(), i -> client.mergePatch(path + "/" + held.get(i), release));
        }
    }
}
