package dev.quarterdeck.node.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.node.env.FieldReferences;
import dev.quarterdeck.node.testing.FakeObjects;
import dev.quarterdeck.node.testing.Pods;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProjectedFilesTest {
    private final FakeObjects objects = new FakeObjects().configMap("cm", Map.of("a", "1", "b", "2"));

    private Map<String, String> files(Volume volume) {
        return new ProjectedFiles(objects)
                        .of(volume, new FieldReferences(Pods.pod("web").build(), List.of(), List.of(), Map.of()))
                        .orElseThrow()
                        .entrySet()
                        .stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                e -> new String(e.getValue().content(), StandardCharsets.UTF_8) + " "
                                        + Integer.toOctalString(e.getValue().mode())));
    }

    @Test
    void projects_keys_with_modes() {
        assertThat(files(new VolumeBuilder()
                        .withNewConfigMap()
                        .withName("cm")
                        .endConfigMap()
                        .build()))
                .isEqualTo(Map.of("a", "1 644", "b", "2 644"));
        assertThat(files(new VolumeBuilder()
                        .withNewConfigMap()
                        .withName("cm")
                        .withDefaultMode(0400)
                        .withItems(new KeyToPath("a", null, "x/y", null), new KeyToPath("b", 0777, "z", null))
                        .endConfigMap()
                        .build()))
                .isEqualTo(Map.of("x/y", "1 400", "z", "2 777"));
    }

    @Test
    void says_what_is_missing_unless_it_is_optional() {
        assertThatThrownBy(() -> files(new VolumeBuilder()
                        .withNewConfigMap()
                        .withName("none")
                        .endConfigMap()
                        .build()))
                .hasMessage("configmap \"none\" not found");
        assertThatThrownBy(() -> files(new VolumeBuilder()
                        .withNewConfigMap()
                        .withName("cm")
                        .withItems(new KeyToPath("c", null, "c", null))
                        .endConfigMap()
                        .build()))
                .hasMessage("configmap references non-existent config key: c");
        assertThat(files(new VolumeBuilder()
                        .withNewSecret()
                        .withSecretName("none")
                        .withOptional(true)
                        .endSecret()
                        .build()))
                .isEmpty();
    }

    @Test
    void puts_several_sources_into_one_volume() {
        assertThat(files(new VolumeBuilder()
                        .withNewProjected()
                        .addNewSource()
                        .withNewServiceAccountToken()
                        .withPath("token")
                        .endServiceAccountToken()
                        .endSource()
                        .addNewSource()
                        .withNewDownwardAPI()
                        .addNewItem()
                        .withPath("labels")
                        .withNewFieldRef("v1", "metadata.labels")
                        .endItem()
                        .endDownwardAPI()
                        .endSource()
                        .endProjected()
                        .build()))
                .isEqualTo(Map.of("token", "token-1 644", "labels", "app=\"web\" 644"));
    }
}
