package dev.quarterdeck.node.volume;

import dev.quarterdeck.node.env.FieldReferences;
import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sets up the volumes of pods below {@code DIRECTORY/UID/volumes} and takes them away again. Level-based: setting up what is there brings its content up
 * to date. Blocks; calls for one pod come from one thread at a time.
 */
public final class PodVolumes {
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int FILE_TYPE = 0170000;

    private final Path pods;
    private final ProjectedFiles projected;
    private final MountTable mounts;

    /** @param pods the directory with one directory per pod uid */
    public PodVolumes(Path pods, ProjectedFiles projected, MountTable mounts) {
        this.pods = pods;
        this.projected = projected;
        this.mounts = mounts;
    }

    /** Where a volume is on the host. */
    public Path path(Pod pod, Volume volume) {
        if (volume.getHostPath() != null) {
            return Path.of(volume.getHostPath().getPath());
        }
        return pods.resolve(PodFacts.uid(pod))
                .resolve("volumes")
                .resolve("kubernetes.io~" + type(volume))
                .resolve(volume.getName());
    }

    /**
     * Makes one volume, or brings it up to date.
     *
     * @throws VolumeError with what the user is to be told
     */
    public void setUp(Volume volume, FieldReferences fields) throws IOException {
        Pod pod = fields.pod();
        Path path = path(pod, volume);
        if (volume.getEmptyDir() != null) {
            emptyDir(path, volume.getEmptyDir(), fsGroup(pod));
        } else if (volume.getHostPath() != null) {
            hostPath(path, volume.getHostPath());
        } else {
            Map<String, FilePayload> files = projected
                    .of(volume, fields)
                    .orElseThrow(() -> new VolumeError("volumes of type " + type(volume) + " are not supported"));
            Files.createDirectories(path);
            if (holdsSecrets(volume) && !mounts.isMounted(path)) {
                mounts.tmpfs(path, 0);
            }
            new AtomicDirectory(
                            path,
                            new AtomicDirectory.Ownership(
                                    fsGroup(pod).orElse(-1L).intValue()))
                    .write(files);
        }
    }

    /** Secrets never touch a disk. */
    private static boolean holdsSecrets(Volume volume) {
        return volume.getSecret() != null
                || (volume.getProjected() != null
                        && volume.getProjected().getSources().stream()
                                .anyMatch(source ->
                                        source.getSecret() != null || source.getServiceAccountToken() != null));
    }

    private void emptyDir(Path path, EmptyDirVolumeSource source, Optional<Long> fsGroup) throws IOException {
        boolean fresh = !Files.isDirectory(path);
        Files.createDirectories(path);
        if ("Memory".equals(source.getMedium())) {
            if (!mounts.isMounted(path)) {
                long size = source.getSizeLimit() == null
                        ? 0
                        : source.getSizeLimit().getNumericalAmount().longValue();
                mounts.tmpfs(path, size);
                fresh = true;
            }
        } else if (source.getMedium() != null && source.getMedium().startsWith("HugePages")) {
            throw new VolumeError("emptyDir on huge pages is not supported");
        }
        if (fresh) {
            Files.setAttribute(path, "unix:mode", 0777);
            if (fsGroup.isPresent()) {
                Files.setAttribute(path, "unix:gid", fsGroup.get().intValue());
                Files.setAttribute(path, "unix:mode", 02777);
            }
        }
    }

    private static void hostPath(Path path, HostPathVolumeSource source) throws IOException {
        String type = source.getType() == null ? "" : source.getType();
        switch (type) {
            case "" -> {}
            case "DirectoryOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createDirectories(path);
                }
                require(Files.isDirectory(path), path, "directory");
            }
            case "FileOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createFile(path);
                }
                require(Files.isRegularFile(path), path, "file");
            }
            case "Directory" -> require(Files.isDirectory(path), path, "directory");
            case "File" -> require(Files.isRegularFile(path), path, "file");
            case "Socket" -> require(isOther(path) && fileType(path) == 0140000, path, "socket");
            case "CharDevice" -> require(isOther(path) && fileType(path) == CHARACTER_DEVICE, path, "character device");
            case "BlockDevice" -> require(isOther(path) && fileType(path) == BLOCK_DEVICE, path, "block device");
            default -> throw new VolumeError("unknown hostPath type: " + type);
        }
    }

    private static boolean isOther(Path path) throws IOException {
        return Files.exists(path)
                && Files.readAttributes(path, BasicFileAttributes.class).isOther();
    }

    private static int fileType(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode") & FILE_TYPE;
    }

    private static void require(boolean holds, Path path, String kind) {
        if (!holds) {
            throw new VolumeError("hostPath type check failed: " + path + " is not a " + kind);
        }
    }

    /**
     * A path inside a volume for {@code subPath}, made if it is not there. Links inside the volume may not lead out of it.
     *
     * @throws VolumeError it leads out, or cannot be made
     */
    public static Path subPath(Path volume, String subPath) throws IOException {
        Path root = volume.toRealPath();
        Path wanted = root.resolve(subPath).normalize();
        if (subPath.startsWith("/") || !wanted.startsWith(root)) {
            throw new VolumeError("subPath \"" + subPath + "\" leads out of the volume");
        }
        @Nullable Path existing = wanted;
        while (existing != null && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        if (existing == null || !existing.toRealPath().startsWith(root)) {
            throw new VolumeError("subPath \"" + subPath + "\" leads out of the volume");
        }
        if (!Files.exists(wanted)) {
            Files.createDirectories(wanted);
            Object mode = Files.getAttribute(root, "unix:mode");
            Files.setAttribute(wanted, "unix:mode", (Integer) mode & 07777);
        }
        return wanted.toRealPath();
    }

    /** Unmounts and deletes all volumes of a pod; what hostPath volumes point to stays. */
    public void tearDown(String podUid) throws IOException {
        Path volumes = pods.resolve(podUid).resolve("volumes");
        if (Files.isDirectory(volumes)) {
            mounts.unmountBelow(volumes);
            AtomicDirectory.deleteTree(volumes);
        }
    }

    private static Optional<Long> fsGroup(Pod pod) {
        return PodFacts.securityContext(pod).map(PodSecurityContext::getFsGroup);
    }

    private static String type(Volume volume) {
        if (volume.getEmptyDir() != null) {
            return "empty-dir";
        } else if (volume.getConfigMap() != null) {
            return "configmap";
        } else if (volume.getSecret() != null) {
            return "secret";
        } else if (volume.getProjected() != null) {
            return "projected";
        } else if (volume.getDownwardAPI() != null) {
            return "downward-api";
        } else if (volume.getHostPath() != null) {
            return "host-path";
        } else if (volume.getPersistentVolumeClaim() != null) {
            return "persistentVolumeClaim";
        } else if (volume.getCsi() != null) {
            return "csi";
        } else if (volume.getEphemeral() != null) {
            return "ephemeral";
        } else if (volume.getImage() != null) {
            return "image";
        } else if (volume.getNfs() != null) {
            return "nfs";
        }
        return "unknown";
    }
}
