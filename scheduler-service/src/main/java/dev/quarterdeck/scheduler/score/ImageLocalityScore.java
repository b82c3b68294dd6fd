package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;

/**
 * The more bytes of the pod's images a node has already, the better; an image that few nodes have counts for less, so that not all its pods end up there.
 * Below 23 MiB nothing counts, above 1000 MiB per container nothing more.
 */
public final class ImageLocalityScore {
    public static final String NAME = "ImageLocality";
    private static final long MIB = 1024 * 1024;
    private static final long LEAST = 23 * MIB;
    private static final long LARGEST_PER_CONTAINER = 1000 * MIB;

    private ImageLocalityScore() {}

    /** Images of all containers and of volumes, by the names that nodes report. */
    public static List<String> images(PodRequest pod) {
        PodSpec spec = pod.pod().getSpec();
        List<String> images = new ArrayList<>();
        for (List<Container> containers : List.of(spec.getInitContainers(), spec.getContainers())) {
            for (Container container : containers) {
                images.add(fullName(container.getImage()));
            }
        }
        for (Volume volume : spec.getVolumes()) {
            if (volume.getImage() != null) {
                images.add(fullName(volume.getImage().getReference()));
            }
        }
        return images;
    }

    public static long score(PodRequest pod, List<String> images, NodeSnapshot node, ClusterSnapshot cluster) {
        int all = Math.max(1, cluster.nodes().size());
        PodSpec spec = pod.pod().getSpec();
        int containers = spec.getContainers().size() + spec.getInitContainers().size();
        long largest = LARGEST_PER_CONTAINER * Math.max(1, containers);
        long bytes = 0;
        for (String image : images) {
            long size = node.imageBytes().getOrDefault(image, 0L);
            if (size > 0) {
                double share = (double) cluster.nodesWithImage().getOrDefault(image, 0) / all;
                bytes += (long) (size * share);
            }
        }
        long counted = Math.max(LEAST, Math.min(largest, bytes));
        return NodeScore.MOST * (counted - LEAST) / (largest - LEAST);
    }

    /** Nodes report images with their tag. */
    private static String fullName(@org.jspecify.annotations.Nullable String image) {
        if (image == null) {
            return "";
        }
        return image.lastIndexOf(':') > image.lastIndexOf('/') || image.contains("@") ? image : image + ":latest";
    }
}
