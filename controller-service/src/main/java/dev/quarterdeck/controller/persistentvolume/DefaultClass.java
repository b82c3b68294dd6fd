package dev.quarterdeck.controller.persistentvolume;

import dev.quarterdeck.controller.pod.Pods;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The class that claims get which name none: of those marked as default the newest, and of those the first by name. */
final class DefaultClass {
    private static final String MARK = "storageclass.kubernetes.io/is-default-class";
    private static final String OLD_MARK = "storageclass.beta.kubernetes.io/is-default-class";

    private DefaultClass() {}

    static Optional<String> among(Collection<StorageClass> classes) {
        return classes.stream()
                .filter(c ->
                        "true".equals(Volumes.annotation(c, MARK)) || "true".equals(Volumes.annotation(c, OLD_MARK)))
                .min(Comparator.comparing(
                                (StorageClass c) -> Pods.time(c.getMetadata().getCreationTimestamp()))
                        .reversed()
                        .thenComparing(c -> c.getMetadata().getName()))
                .map(c -> c.getMetadata().getName());
    }
}
