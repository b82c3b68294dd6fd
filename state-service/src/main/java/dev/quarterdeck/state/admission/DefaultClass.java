package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import java.util.Comparator;
import tools.jackson.databind.node.ObjectNode;

/** Which class of a kind is marked as the default by annotation: of several the newest, then the first by name. */
final class DefaultClass {
    private DefaultClass() {}

    /** Its name, or empty. */
    static String name(ClusterReader reader, StoredResource classes, String annotation) {
        Comparator<ObjectNode> newest = Comparator.comparing(
                        (ObjectNode c) -> Metadata.of(c).creationTimestamp())
                .reversed()
                .thenComparing(c -> Metadata.of(c).name());
        return reader.list(classes, "").stream()
                .map(Seen::tree)
                .filter(c -> "true".equals(Metadata.of(c).annotations().get(annotation)))
                .min(newest)
                .map(c -> Metadata.of(c).name())
                .orElse("");
    }
}
