package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Container;
import java.util.List;

/**
 * The more bytes of the pod's images a node has already, the better; an image that few nodes have counts for less, so that not all its pods end up there.
 * Below 23 MiB nothing counts, above 1000 MiB per container nothing more.
 */
final class ImageLocalityScore implements NodeScore {
    private static final long MIB = 1024 * 1024;
    private static final long LEAST = 23 * MIB;
    private static final long LARGEST_PER_CONTAINER = 1000 * MIB;

    @Override
    public String name() {
        return "ImageLocality";
    }

    @Override
    public long weight() {
        return 1;
    }

    @Override
    public long[] score(PodRequest pod, List<NodeSnapshot> nodes, ClusterSnapshot cluster) {
        List<String> images = pod.pod().getSpec().getContainers().stream()
                .map(Container::getImage)
                .map(ImageLocalityScore::fullName)
                .toList();
        int all = Math.max(1, cluster.nodes().size());
        long largest = LARGEST_PER_CONTAINER * Math.max(1, images.size());
        long[] scores = new long[nodes.size()];
        for (int i = 0; i < scores.length; i++) {
            long bytes = 0;
            for (String image : images) {
                long size = nodes.get(i).imageBytes().getOrDefault(image, 0L);
                bytes += size * cluster.nodesWithImage().getOrDefault(image, 0) / all;
            }
            long counted = Math.max(LEAST, Math.min(largest, bytes));
            scores[i] = MOST * (counted - LEAST) / (largest - LEAST);
        }
        return scores;
    }

    /** Nodes report images with their tag. */
    private static String fullName(String image) {
        return image.lastIndexOf(':') > image.lastIndexOf('/') || image.contains("@") ? image : image + ":latest";
    }
}
