package dev.quarterdeck.node.volume;

import dev.quarterdeck.node.env.EnvironmentError;
import dev.quarterdeck.node.env.FieldReferences;
import dev.quarterdeck.node.source.ObjectLookup;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides which files a configMap, secret, downwardAPI or projected volume holds. Pure but for the objects it looks up; {@link AtomicDirectory} writes
 * them.
 */
public final class ProjectedFiles {
    private static final int DEFAULT_MODE = 0644;
    private static final long DEFAULT_TOKEN_LIFE_SECONDS = 3600;

    private final ObjectLookup lookup;

    public ProjectedFiles(ObjectLookup lookup) {
        this.lookup = lookup;
    }

    /** @return path below the volume → file; empty if the volume is of another type */
    public Optional<Map<String, FilePayload>> of(Volume volume, FieldReferences fields) {
        Pod pod = fields.pod();
        String namespace = pod.getMetadata().getNamespace();
        Map<String, FilePayload> files = new TreeMap<>();
        if (volume.getConfigMap() != null) {
            var source = volume.getConfigMap();
            configMap(
                    files,
                    namespace,
                    source.getName(),
                    source.getItems(),
                    Boolean.TRUE.equals(source.getOptional()),
                    mode(source.getDefaultMode()));
        } else if (volume.getSecret() != null) {
            var source = volume.getSecret();
            secret(
                    files,
                    namespace,
                    source.getSecretName(),
                    source.getItems(),
                    Boolean.TRUE.equals(source.getOptional()),
                    mode(source.getDefaultMode()));
        } else if (volume.getDownwardAPI() != null) {
            downward(
                    files,
                    volume.getDownwardAPI().getItems(),
                    fields,
                    mode(volume.getDownwardAPI().getDefaultMode()));
        } else if (volume.getProjected() != null) {
            int mode = mode(volume.getProjected().getDefaultMode());
            for (VolumeProjection projection : volume.getProjected().getSources()) {
                projection(files, projection, fields, mode);
            }
        } else {
            return Optional.empty();
        }
        return Optional.of(files);
    }

    private void projection(
            Map<String, FilePayload> files, VolumeProjection projection, FieldReferences fields, int mode) {
        Pod pod = fields.pod();
        String namespace = pod.getMetadata().getNamespace();
        if (projection.getConfigMap() != null) {
            var source = projection.getConfigMap();
            boolean optional = Boolean.TRUE.equals(source.getOptional());
            configMap(files, namespace, source.getName(), source.getItems(), optional, mode);
        }
        if (projection.getSecret() != null) {
            var source = projection.getSecret();
            boolean optional = Boolean.TRUE.equals(source.getOptional());
            secret(files, namespace, source.getName(), source.getItems(), optional, mode);
        }
        if (projection.getDownwardAPI() != null) {
            downward(files, projection.getDownwardAPI().getItems(), fields, mode);
        }
        if (projection.getServiceAccountToken() != null) {
            token(files, projection.getServiceAccountToken(), pod, mode);
        }
        if (projection.getClusterTrustBundle() != null || projection.getPodCertificate() != null) {
            throw new VolumeError("projection of cluster trust bundles and pod certificates is not supported");
        }
    }

    private void configMap(
            Map<String, FilePayload> files,
            String namespace,
            String name,
            @Nullable List<KeyToPath> items,
            boolean optional,
            int mode) {
        Optional<ConfigMap> configMap = lookup.configMap(namespace, name);
        if (configMap.isEmpty() && !optional) {
            throw new VolumeError("configmap \"" + name + "\" not found");
        }
        Map<String, byte[]> content = new HashMap<>();
        configMap
                .map(ConfigMap::getData)
                .ifPresent(
                        data -> data.forEach((key, value) -> content.put(key, value.getBytes(StandardCharsets.UTF_8))));
        configMap
                .map(ConfigMap::getBinaryData)
                .ifPresent(data -> data.forEach(
                        (key, value) -> content.put(key, Base64.getDecoder().decode(value))));
        select(files, content, items, optional, mode, "configmap references non-existent config key: ");
    }

    private void secret(
            Map<String, FilePayload> files,
            String namespace,
            String name,
            @Nullable List<KeyToPath> items,
            boolean optional,
            int mode) {
        Optional<Secret> secret = lookup.secret(namespace, name);
        if (secret.isEmpty() && !optional) {
            throw new VolumeError("secret \"" + name + "\" not found");
        }
        Map<String, byte[]> content = new HashMap<>();
        secret.map(Secret::getData)
                .ifPresent(data -> data.forEach(
                        (key, value) -> content.put(key, Base64.getDecoder().decode(value))));
        select(files, content, items, optional, mode, "references non-existent secret key: ");
    }

    private static void select(
            Map<String, FilePayload> files,
            Map<String, byte[]> content,
            @Nullable List<KeyToPath> items,
            boolean optional,
            int mode,
            String missing) {
        if (items == null || items.isEmpty()) {
            content.forEach((key, value) -> files.put(key, new FilePayload(value, mode)));
            return;
        }
        for (KeyToPath item : items) {
            byte[] value = content.get(item.getKey());
            if (value == null) {
                if (optional) {
                    continue;
                }
                throw new VolumeError(missing + item.getKey());
            }
            files.put(checked(item.getPath()), new FilePayload(value, item.getMode() == null ? mode : item.getMode()));
        }
    }

    private static void downward(
            Map<String, FilePayload> files,
            @Nullable List<DownwardAPIVolumeFile> items,
            FieldReferences fields,
            int mode) {
        for (DownwardAPIVolumeFile item : items == null ? List.<DownwardAPIVolumeFile>of() : items) {
            try {
                String text = item.getFieldRef() != null
                        ? fields.field(item.getFieldRef().getFieldPath())
                        : fields.resource(item.getResourceFieldRef(), "");
                files.put(
                        checked(item.getPath()),
                        new FilePayload(
                                text.getBytes(StandardCharsets.UTF_8), item.getMode() == null ? mode : item.getMode()));
            } catch (EnvironmentError e) {
                throw new VolumeError(e.getMessage());
            }
        }
    }

    private void token(Map<String, FilePayload> files, ServiceAccountTokenProjection source, Pod pod, int mode) {
        String account = pod.getSpec().getServiceAccountName();
        String token = lookup.token(new ObjectLookup.TokenDemand(
                pod.getMetadata().getNamespace(),
                account == null || account.isEmpty() ? "default" : account,
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                source.getAudience() == null || source.getAudience().isEmpty()
                        ? List.of()
                        : List.of(source.getAudience()),
                source.getExpirationSeconds() == null ? DEFAULT_TOKEN_LIFE_SECONDS : source.getExpirationSeconds()));
        files.put(checked(source.getPath()), new FilePayload(token.getBytes(StandardCharsets.UTF_8), mode));
    }

    /** The API validates paths; this keeps a volume's files inside it even where that was circumvented. */
    private static String checked(String path) {
        if (path.isEmpty()
                || path.startsWith("/")
                || List.of(path.split("/")).contains("..")
                || path.startsWith("..")) {
            throw new VolumeError("invalid path: " + path);
        }
        return path;
    }

    private static int mode(@Nullable Integer mode) {
        return mode == null ? DEFAULT_MODE : mode;
    }
}
