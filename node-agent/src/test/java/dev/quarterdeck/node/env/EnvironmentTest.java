package dev.quarterdeck.node.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.node.testing.FakeObjects;
import dev.quarterdeck.node.testing.Pods;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentTest {
    private final FakeObjects objects = new FakeObjects()
            .configMap("settings", Map.of("color", "red", "size", "9"))
            .secret("pass", "key", "s3cret");

    private Map<String, String> resolve(ContainerBuilder builder) {
        Container container = builder.build();
        Pod pod = Pods.pod("web", container).build();
        return new Environment(objects)
                .resolve(
                        pod,
                        container,
                        new FieldReferences(
                                pod, List.of("10.1.0.5"), List.of("192.0.2.1"), Map.of("cpu", new Quantity("4"))));
    }

    private static ResourceFieldSelector selector(String resource, Quantity divisor) {
        ResourceFieldSelector selector = new ResourceFieldSelector();
        selector.setResource(resource);
        selector.setDivisor(divisor);
        return selector;
    }

    @Test
    void expands_what_came_before() {
        Map<String, String> env = resolve(new ContainerBuilder()
                .withName("a")
                .addNewEnv()
                .withName("A")
                .withValue("1")
                .endEnv()
                .addNewEnv()
                .withName("B")
                .withValue("$(A)-$(C)-$$(A)")
                .endEnv());
        assertThat(env).containsEntry("B", "1-$(C)-$(A)");
    }

    @Test
    void reads_config_maps_secrets_and_fields() {
        Map<String, String> env = resolve(new ContainerBuilder()
                .withName("a")
                .withNewResources()
                .addToLimits("memory", new Quantity("64Mi"))
                .endResources()
                .addNewEnvFrom()
                .withPrefix("P_")
                .withNewConfigMapRef("settings", false)
                .endEnvFrom()
                .addNewEnv()
                .withName("KEY")
                .withNewValueFrom()
                .withNewSecretKeyRef("key", "pass", false)
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("IP")
                .withNewValueFrom()
                .withNewFieldRef("v1", "status.podIP")
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("LABEL")
                .withNewValueFrom()
                .withNewFieldRef("v1", "metadata.labels['app']")
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("MEM")
                .withNewValueFrom()
                .withResourceFieldRef(selector("limits.memory", new Quantity("1Mi")))
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("CPU")
                .withNewValueFrom()
                .withResourceFieldRef(selector("limits.cpu", null))
                .endValueFrom()
                .endEnv());
        assertThat(env)
                .containsEntry("P_color", "red")
                .containsEntry("KEY", "s3cret")
                .containsEntry("IP", "10.1.0.5")
                .containsEntry("LABEL", "web")
                .containsEntry("MEM", "64")
                .containsEntry("CPU", "4");
    }

    @Test
    void says_what_is_missing_unless_it_is_optional() {
        assertThatThrownBy(() -> resolve(new ContainerBuilder()
                        .withName("a")
                        .addNewEnvFrom()
                        .withNewConfigMapRef("none", false)
                        .endEnvFrom()))
                .hasMessage("configmap \"none\" not found");
        assertThatThrownBy(() -> resolve(new ContainerBuilder()
                        .withName("a")
                        .addNewEnv()
                        .withName("X")
                        .withNewValueFrom()
                        .withNewConfigMapKeyRef("none", "settings", false)
                        .endValueFrom()
                        .endEnv()))
                .hasMessage("couldn't find key none in ConfigMap default/settings");
        assertThat(resolve(new ContainerBuilder()
                        .withName("a")
                        .addNewEnv()
                        .withName("X")
                        .withNewValueFrom()
                        .withNewSecretKeyRef("none", "none", true)
                        .endValueFrom()
                        .endEnv()))
                .doesNotContainKey("X");
    }

    @Test
    void shows_services_of_the_namespace_and_the_api() {
        objects.services.add(new ServiceBuilder()
                .withNewMetadata()
                .withName("foo-service")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withClusterIP("10.96.0.7")
                .addNewPort()
                .withName("web")
                .withPort(8765)
                .withProtocol("TCP")
                .endPort()
                .endSpec()
                .build());
        assertThat(resolve(new ContainerBuilder().withName("a")))
                .containsEntry("FOO_SERVICE_SERVICE_HOST", "10.96.0.7")
                .containsEntry("FOO_SERVICE_SERVICE_PORT", "8765")
                .containsEntry("FOO_SERVICE_SERVICE_PORT_WEB", "8765")
                .containsEntry("FOO_SERVICE_PORT", "tcp://10.96.0.7:8765")
                .containsEntry("FOO_SERVICE_PORT_8765_TCP", "tcp://10.96.0.7:8765")
                .containsEntry("FOO_SERVICE_PORT_8765_TCP_PROTO", "tcp")
                .containsEntry("FOO_SERVICE_PORT_8765_TCP_PORT", "8765")
                .containsEntry("FOO_SERVICE_PORT_8765_TCP_ADDR", "10.96.0.7");
    }
}
