package dev.quarterdeck.plugin.object;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.Patch;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** How two objects differ, as a unified diff of their YAML. What the server counts with every write is left out. */
public final class YamlDiff {
    public static final JsonMapper JSON = JsonMapper.builder().build();
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .disable(YAMLWriteFeature.SPLIT_LINES)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLWriteFeature.LITERAL_BLOCK_STYLE)
            .enable(YAMLWriteFeature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();
    private static final int CONTEXT = 3;

    private YamlDiff() {}

    /** Lines of a unified diff; none where nothing differs. Null stands for an object that is not there. */
    public static List<String> lines(
            String oldName, @Nullable ObjectNode old, String newName, @Nullable ObjectNode young) {
        List<String> before = yaml(old);
        List<String> after = yaml(young);
        Patch<String> patch = DiffUtils.diff(before, after);
        return UnifiedDiffUtils.generateUnifiedDiff(oldName, newName, before, patch, CONTEXT);
    }

    private static List<String> yaml(@Nullable ObjectNode object) {
        if (object == null) {
            return List.of();
        }
        ObjectNode shown = Content.sorted(object);
        if (shown.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("resourceVersion", "generation", "managedFields"));
        }
        return YAML.writeValueAsString(shown).lines().toList();
    }

    public static ObjectNode read(String json) {
        JsonNode node = JSON.readTree(json);
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("not an object: " + json);
    }
}
