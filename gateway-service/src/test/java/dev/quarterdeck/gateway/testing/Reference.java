package dev.quarterdeck.gateway.testing;

import dev.quarterdeck.kube.object.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The reference data that stands beside the project; tests that need it are skipped where it is absent. */
public final class Reference {

    private Reference() {}

    public static Path directory() {
        for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
            Path found = dir.resolve("shared/kubernetes-1.36");
            if (Files.isDirectory(found)) {
                return found;
            }
        }
        Assumptions.abort("no shared/kubernetes-1.36 above the working directory");
        throw new AssertionError();
    }

    /** The items of a List in YAML. */
    public static List<ObjectNode> items(String file) {
        try {
            Map<String, Object> list =
                    new Yaml().load(Files.readString(directory().resolve(file)));
            JsonNode items = Json.MAPPER.valueToTree(list.get("items"));
            List<ObjectNode> result = new ArrayList<>();
            items.forEach(i -> result.add((ObjectNode) i));
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
