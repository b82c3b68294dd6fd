package dev.quarterdeck.node.simulated;

import dev.quarterdeck.node.env.Environment;
import dev.quarterdeck.node.env.FieldReferences;
import dev.quarterdeck.node.source.ObjectLookup;
import dev.quarterdeck.node.volume.ProjectedFiles;
import dev.quarterdeck.node.volume.VolumeError;
import io.fabric8.kubernetes.api.model.ConfigMapProjection;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Config maps and secrets that a pod cannot start without, with the keys that it names. They are looked for as on a real host, and their content is thrown
 * away. Tokens are never asked for, nor the certificates that every namespace has. Blocks.
 */
final class RequiredObjects {
    private static final String EVERYWHERE = "kube-root-ca.crt";

    private final ProjectedFiles files;
    private final Environment environment;

    RequiredObjects(ObjectLookup lookup) {
        this.files = new ProjectedFiles(lookup);
        this.environment = new Environment(lookup);
    }

    /** @throws VolumeError with what is missing for a volume */
    void ofVolumes(Pod pod) {
        for (Volume volume : pod.getSpec().getVolumes()) {
            Volume part = volume.getProjected() == null ? volume : onlyObjects(volume);
            if (part.getConfigMap() != null || part.getSecret() != null || part.getProjected() != null) {
                try {
                    files.of(part, fields(pod));
                } catch (VolumeError e) {
                    throw new VolumeError(
                            "MountVolume.SetUp failed for volume \"" + volume.getName() + "\" : " + e.getMessage());
                }
            }
        }
    }

    /** @throws dev.quarterdeck.node.env.EnvironmentError with what is missing for a variable */
    void ofVariables(Pod pod, Container container) {
        List<EnvVar> named = container.getEnv().stream()
                .filter(variable -> variable.getValueFrom() != null
                        && (variable.getValueFrom().getConfigMapKeyRef() != null
                                || variable.getValueFrom().getSecretKeyRef() != null))
                .toList();
        if (!named.isEmpty() || !container.getEnvFrom().isEmpty()) {
            environment.resolve(
                    pod, new ContainerBuilder(container).withEnv(named).build(), fields(pod));
        }
    }

    private static Volume onlyObjects(Volume volume) {
        List<VolumeProjection> objects = volume.getProjected().getSources().stream()
                .filter(source -> source.getSecret() != null || isOwn(source.getConfigMap()))
                .toList();
        return new VolumeBuilder(volume)
                .withProjected(new ProjectedVolumeSourceBuilder(volume.getProjected())
                        .withSources(objects)
                        .build())
                .build();
    }

    private static boolean isOwn(@Nullable ConfigMapProjection source) {
        return source != null && !EVERYWHERE.equals(source.getName());
    }

    private static FieldReferences fields(Pod pod) {
        return new FieldReferences(pod, List.of(), List.of(), Map.of());
    }
}
