package dev.quarterdeck.kube.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.codec.JsonTreeReader;
import dev.quarterdeck.kube.feature.EveryFeature;
import dev.quarterdeck.kube.golden.ReferenceData;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Everything but the wording of descriptions must equal the documents of a default server. */
class OpenApiGoldenTest {

    private static final String FOLDER = "openapi-default/";
    private static final int SHOWN = 40;

    private final OpenApiDocuments documents =
            new OpenApiDocuments(BuiltInResources.catalog(), SchemaCatalog.builtIn());
    private final List<String> differences = new ArrayList<>();

    @Test
    void indexNamesEveryDocument() {
        List<String> names = new ArrayList<>();
        ReferenceData.json(FOLDER + "paths.json").forEach(name -> names.add(name.asString()));
        assertThat(documents.v3Index().get("paths").propertyNames()).containsExactlyElementsOf(names);
    }

    @Test
    void everyDocumentOfVersionThreeEqualsTheReference() {
        for (JsonNode name : ReferenceData.json(FOLDER + "paths.json")) {
            String file = FOLDER + "v3/" + name.asString().replace("/", "__") + "_openapi.json";
            JsonNode ours = JsonTreeReader.read(
                            documents.v3(name.asString()).orElseThrow().json())
                    .tree();
            compare(name.asString(), ours, ReferenceData.json(file));
        }
        assertThat(differences.stream().limit(SHOWN)).isEmpty();
    }

    /** The reference's own has all gates on: CBOR too, and enums left out. */
    @Test
    void documentsOfOptionalVersionsEqualTheReference() {
        OpenApiDocuments more = new OpenApiDocuments(EveryFeature.features().catalog(), SchemaCatalog.builtIn());
        for (String name : EveryFeature.VERSIONS) {
            String file = "openapi/v3/apis__" + name.replace("/", "__") + "_openapi.json";
            JsonNode ours = JsonTreeReader.read(
                            more.v3("apis/" + name).orElseThrow().json())
                    .tree();
            compare(name, ours, ReferenceData.json(file));
        }
        differences.removeIf(difference -> difference.contains("cbor") || difference.contains("/enum: not in"));
        assertThat(differences.stream().limit(SHOWN)).isEmpty();
        assertThat(documents.v3("apis/" + EveryFeature.VERSIONS.getFirst())).isEmpty();
    }

    @Test
    void theDocumentOfVersionTwoEqualsTheReference() {
        JsonNode ours = JsonTreeReader.read(documents.v2().json()).tree();
        JsonNode reference = ReferenceData.json(FOLDER + "swagger.json");
        resolve(ours, ours);
        resolve(reference, reference);
        ((ObjectNode) ours).remove("parameters");
        ((ObjectNode) reference).remove("parameters");
        compare("v2", ours, reference);
        assertThat(differences.stream().limit(SHOWN)).isEmpty();
    }

    /** Puts shared parameters where they are referred to: their names hold a hash of their descriptions. */
    private static void resolve(JsonNode node, JsonNode root) {
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                String reference = array.get(i).path("$ref").asString("");
                if (reference.startsWith("#/parameters/")) {
                    array.set(i, root.get("parameters").get(reference.substring("#/parameters/".length())));
                }
            }
        }
        node.forEach(child -> resolve(child, root));
    }

    private void compare(String path, JsonNode ours, JsonNode reference) {
        if (ours == null || reference == null) {
            differences.add(path + ": "
                    + (ours == null ? "missing " + shown(reference) : "not in the reference: " + shown(ours)));
        } else if (ours instanceof ObjectNode && reference instanceof ObjectNode) {
            TreeSet<String> names = new TreeSet<>(ours.propertyNames());
            names.addAll(reference.propertyNames());
            boolean fields = path.endsWith("/properties");
            for (String name : names) {
                boolean words =
                        !fields && (name.equals("description") || name.equals("version") && path.endsWith("/info"));
                if (!words) {
                    compare(path + "/" + name, ours.get(name), reference.get(name));
                }
            }
        } else if (ours instanceof ArrayNode && reference instanceof ArrayNode && ours.size() == reference.size()) {
            Iterator<JsonNode> theirs = reference.iterator();
            int index = 0;
            for (JsonNode item : ours) {
                compare(path + "[" + index++ + "]", item, theirs.next());
            }
        } else if (!ours.equals(reference)) {
            differences.add(path + ": " + shown(ours) + " is " + shown(reference) + " in the reference");
        }
    }

    private static String shown(JsonNode node) {
        String text = node instanceof ObjectNode object
                ? Map.of("object with", object.propertyNames()).toString()
                : node.toString();
        return text.length() > 300 ? text.substring(0, 300) : text;
    }
}
