package dev.quarterdeck.kube.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.feature.EveryFeature;
import dev.quarterdeck.kube.golden.ReferenceData;
import dev.quarterdeck.kube.kind.BuiltInResources;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Every discovery document of a default server must come out equal. */
class DiscoveryGoldenTest {

    private final PlainDiscovery plain = new PlainDiscovery(BuiltInResources.catalog());
    private final AggregatedDiscovery aggregated = new AggregatedDiscovery(BuiltInResources.catalog());

    @Test
    void everyDocumentEqualsTheReference() {
        List<String> files = ReferenceData.files("discovery-default");
        assertThat(files).hasSizeGreaterThan(40);
        for (String file : files) {
            assertThat(document(file.substring(0, file.length() - ".json".length())))
                    .as(file)
                    .isEqualTo(ReferenceData.json("discovery-default/" + file));
        }
    }

    @Test
    void optionalVersionsEqualTheReference() {
        PlainDiscovery more = new PlainDiscovery(EveryFeature.features().catalog());
        for (String version : EveryFeature.VERSIONS) {
            String[] parts = version.split("/");
            assertThat(more.resources(parts[0], parts[1])).contains((ObjectNode)
                    ReferenceData.json("discovery/apis__" + parts[0] + "__" + parts[1] + ".json"));
            assertThat(more.group(parts[0]))
                    .contains((ObjectNode) ReferenceData.json("discovery/apis__" + parts[0] + ".json"));
        }
        JsonNode reference = ReferenceData.json("discovery/aggregated_v2.json");
        for (JsonNode group : new AggregatedDiscovery(EveryFeature.features().catalog())
                .groups()
                .path("items")) {
            String name = group.path("metadata").path("name").asString();
            if (name.equals("scheduling.k8s.io") || name.equals("storagemigration.k8s.io")) {
                assertThat(reference.path("items").valueStream()).contains(group);
            }
        }
    }

    private JsonNode document(String name) {
        String[] parts = name.split("__");
        return switch (name) {
            case "aggregated_v2_api" -> aggregated.core();
            case "aggregated_v2_apis" -> aggregated.groups();
            case "api" -> plain.coreVersions("10.10.10.10:16443");
            case "apis" -> plain.groups();
            case "api__v1" -> plain.resources("", "v1").orElseThrow();
            default ->
                parts.length == 2
                        ? plain.group(parts[1]).orElseThrow()
                        : plain.resources(parts[1], parts[2]).orElseThrow();
        };
    }
}
