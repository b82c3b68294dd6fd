package dev.quarterdeck.plugin.restore;

import dev.quarterdeck.plugin.kubectl.Kubectl;
import dev.quarterdeck.plugin.kubectl.PluginException;
import dev.quarterdeck.plugin.object.ResourceKind;
import dev.quarterdeck.plugin.object.YamlDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** All objects of a namespace that can be listed and created, with one call of kubectl. What may not be read is told, and left out. */
public final class NamespaceReader {
    private final List<ResourceKind> kinds;
    private final Consumer<String> warnings;

    public NamespaceReader(List<ResourceKind> kinds, Consumer<String> warnings) {
        this.kinds = List.copyOf(kinds);
        this.warnings = warnings;
    }

    /** The namespace itself; null where it is not there. */
    public @Nullable ObjectNode namespace(Kubectl kubectl, String name) {
        String found = kubectl.run("get", "namespace", name, "-o", "json", "--ignore-not-found");
        return found.isBlank() ? null : YamlDiff.read(found);
    }

    public List<ObjectNode> objects(Kubectl kubectl, String namespace) {
        String all = kinds.stream().map(ResourceKind::qualified).collect(Collectors.joining(","));
        Kubectl.Result result = kubectl.attempt("", List.of("get", all, "-n", namespace, "-o", "json"));
        result.err().lines().filter(line -> !line.isBlank()).forEach(warnings);
        if (result.out().isBlank()) {
            throw new PluginException("nothing of namespace " + namespace + " can be read");
        }
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode item : YamlDiff.read(result.out()).path("items")) {
            objects.add((ObjectNode) item);
        }
        return objects;
    }
}
