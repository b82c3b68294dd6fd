package dev.quarterdeck.node.log;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;

/**
 * Where logs are: {@code DIRECTORY/NAMESPACE_NAME_UID/CONTAINER/RESTARTS.log}, as log collectors expect it.
 *
 * @param directory of all pods
 */
public record LogPaths(Path directory) {

    public Path pod(Pod pod) {
        return pod(
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                pod.getMetadata().getUid());
    }

    public Path pod(String namespace, String name, String uid) {
        return directory.resolve(namespace + "_" + name + "_" + uid);
    }

    /** Below the pod's directory. */
    public static String container(String name, int restartCount) {
        return name + "/" + restartCount + ".log";
    }

    public Path file(Pod pod, String container, int restartCount) {
        return pod(pod).resolve(container(container, restartCount));
    }
}
