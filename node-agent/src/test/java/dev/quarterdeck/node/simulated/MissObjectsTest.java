package dev.quarterdeck.node.simulated;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.node.env.EnvironmentError;
import dev.quarterdeck.node.testing.FakeObjects;
import dev.quarterdeck.node.testing.Pods;
import dev.quarterdeck.node.volume.VolumeError;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A simulated pod waits for config maps and secrets as a real one does. */
class MissObjectsTest {
    private final FakeObjects objects = new FakeObjects();
    private final RequiredObjects required = new RequiredObjects(objects);

    private static Pod pod(Volume volume) {
        return Pods.pod("web", Pods.shell("c", "sleep 1000").build())
                .editSpec()
                .withVolumes(volume)
                .endSpec()
                .build();
    }

    private static Volume configMap(String key) {
        return new VolumeBuilder()
                .withName("v")
                .withNewConfigMap()
                .withName("settings")
                .addNewItem()
                .withKey(key)
                .withPath("file")
                .endItem()
                .endConfigMap()
                .build();
    }

    private static Volume projected(String configMap, boolean optional) {
        return new VolumeBuilder()
                .withName("v")
                .withNewProjected()
                .addNewSource()
                .withNewServiceAccountToken()
                .withPath("token")
                .endServiceAccountToken()
                .endSource()
                .addNewSource()
                .withNewConfigMap()
                .withName(configMap)
                .withOptional(optional)
                .endConfigMap()
                .endSource()
                .endProjected()
                .build();
    }

    private void variables(Container container) {
        required.ofVariables(Pods.pod("web", container).build(), container);
    }

    @Test
    void aVolumeWaitsForItsConfigMap() {
        assertThatThrownBy(() -> required.ofVolumes(pod(configMap("key"))))
                .isInstanceOf(VolumeError.class)
                .hasMessage("MountVolume.SetUp failed for volume \"v\" : configmap \"settings\" not found");
    }

    @Test
    void andForTheKeysThatItNames() {
        objects.configMap("settings", Map.of("other", "x"));
        assertThatThrownBy(() -> required.ofVolumes(pod(configMap("key"))))
                .hasMessageContaining("configmap references non-existent config key: key");

        objects.configMap("settings", Map.of("key", "x"));
        assertThatCode(() -> required.ofVolumes(pod(configMap("key")))).doesNotThrowAnyException();
    }

    @Test
    void aVolumeWaitsForItsSecret() {
        Volume volume = new VolumeBuilder()
                .withName("v")
                .withNewSecret()
                .withSecretName("password")
                .endSecret()
                .build();

        assertThatThrownBy(() -> required.ofVolumes(pod(volume)))
                .hasMessage("MountVolume.SetUp failed for volume \"v\" : secret \"password\" not found");
    }

    @Test
    void aProjectedVolumeWaitsForWhatIsNotOptional() {
        assertThatThrownBy(() -> required.ofVolumes(pod(projected("settings", false))))
                .hasMessageContaining("configmap \"settings\" not found");
        assertThatCode(() -> required.ofVolumes(pod(projected("settings", true))))
                .doesNotThrowAnyException();
    }

    @Test
    void whatEveryNamespaceHasIsNotLookedFor() {
        assertThatCode(() -> required.ofVolumes(pod(projected("kube-root-ca.crt", false))))
                .doesNotThrowAnyException();
    }

    @Test
    void aContainerWaitsForItsVariables() {
        Container named = Pods.shell("c", "sleep 1000")
                .addNewEnv()
                .withName("PASSWORD")
                .withNewValueFrom()
                .withNewSecretKeyRef("key", "password", null)
                .endValueFrom()
                .endEnv()
                .build();
        Container all = Pods.shell("c", "sleep 1000")
                .addNewEnvFrom()
                .withNewConfigMapRef("settings", null)
                .endEnvFrom()
                .build();

        assertThatThrownBy(() -> variables(named))
                .isInstanceOf(EnvironmentError.class)
                .hasMessage("secret \"password\" not found");
        assertThatThrownBy(() -> variables(all)).hasMessage("configmap \"settings\" not found");
        objects.secret("password", "key", "x").configMap("settings", Map.of());
        assertThatCode(() -> variables(named)).doesNotThrowAnyException();
        assertThatCode(() -> variables(all)).doesNotThrowAnyException();
    }

    @Test
    void fieldsAreNotAskedFor() {
        assertThatCode(() -> variables(Pods.shell("c", "sleep 1000")
                        .addNewEnv()
                        .withName("IP")
                        .withNewValueFrom()
                        .withNewFieldRef("v1", "status.podIP")
                        .endValueFrom()
                        .endEnv()
                        .build()))
                .doesNotThrowAnyException();
    }
}
