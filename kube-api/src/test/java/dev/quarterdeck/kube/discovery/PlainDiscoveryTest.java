package dev.quarterdeck.kube.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.BuiltInResources;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PlainDiscoveryTest {

    private final PlainDiscovery discovery = new PlainDiscovery(BuiltInResources.catalog());

    @Test
    void groupsComeInOrderWithTheirPreferredVersion() {
        JsonNode groups = discovery.groups().get("groups");
        assertThat(groups.get(0).get("name").asString()).isEqualTo("apiregistration.k8s.io");
        assertThat(discovery
                        .group("autoscaling")
                        .orElseThrow()
                        .at("/preferredVersion/groupVersion")
                        .asString())
                .isEqualTo("autoscaling/v2");
        assertThat(discovery.group("")).isEmpty();
        assertThat(discovery.group("unheard.of")).isEmpty();
    }

    @Test
    void subresourcesFollowTheirResource() {
        JsonNode resources = discovery.resources("apps", "v1").orElseThrow().get("resources");
        assertThat(resources.valueStream().map(r -> r.get("name").asString()))
                .containsSubsequence("deployments", "deployments/scale", "deployments/status");
        JsonNode scale = resources
                .valueStream()
                .filter(r -> r.get("name").asString().equals("deployments/scale"))
                .findFirst()
                .orElseThrow();
        assertThat(scale.get("group").asString()).isEqualTo("autoscaling");
        assertThat(discovery.resources("apps", "v2")).isEmpty();
    }

    @Test
    void storageHashesFollowTheStoredVersion() {
        JsonNode configMaps = discovery
                .resources("", "v1")
                .orElseThrow()
                .get("resources")
                .valueStream()
                .filter(r -> r.get("name").asString().equals("configmaps"))
                .findFirst()
                .orElseThrow();
        assertThat(configMaps.get("storageVersionHash").asString()).isEqualTo("qFsyl6wFWjQ=");
    }
}
