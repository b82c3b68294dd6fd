package dev.quarterdeck.plugin.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceKindTest {
    private static final List<ResourceKind> KINDS = ResourceKind.parse("""
            bindings                                  v1                                true         Binding
            configmaps                   cm           v1                                true         ConfigMap
            nodes                        no           v1                                false        Node
            events                       ev           v1                                true         Event
            deployments                  deploy       apps/v1                           true         Deployment
            events                       ev           events.k8s.io/v1                  true         Event
            """);

    @ParameterizedTest
    @CsvSource({
        "cm, /api/v1/namespaces/d/configmaps/x",
        "configmap, /api/v1/namespaces/d/configmaps/x",
        "ConfigMap, /api/v1/namespaces/d/configmaps/x",
        "no, /api/v1/nodes/x",
        "deploy, /apis/apps/v1/namespaces/d/deployments/x",
        "deployments.apps, /apis/apps/v1/namespaces/d/deployments/x",
        "deployments.v1.apps, /apis/apps/v1/namespaces/d/deployments/x",
        "ev, /api/v1/namespaces/d/events/x",
        "events.events.k8s.io, /apis/events.k8s.io/v1/namespaces/d/events/x"
    })
    void namesLeadToPaths(String name, String path) {
        assertThat(ResourceKind.find(KINDS, name).orElseThrow().path("d", "x")).isEqualTo(path);
    }

    @Test
    void whatIsNotServedIsNotFound() {
        assertThat(ResourceKind.find(KINDS, "deployments.extensions")).isEmpty();
        assertThat(KINDS).hasSize(6);
    }
}
