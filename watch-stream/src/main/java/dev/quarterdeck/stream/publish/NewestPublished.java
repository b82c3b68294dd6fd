package dev.quarterdeck.stream.publish;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stream.topic.StreamClients;
import dev.quarterdeck.stream.topic.TopicNames;
import java.util.Set;

/** The newest revision that any topic of a cluster ends with: everything below may have been seen by somebody. */
public final class NewestPublished {
    private NewestPublished() {}

    /** 0 where there are no topics. Throws {@link org.apache.kafka.common.KafkaException} where they can't be read. */
    public static long read(StreamClients clients) {
        TopicNames names = new TopicNames(clients.settings().clusterName());
        Set<StoredResource> resources = TopicEnds.resources(clients, names);
        if (resources.isEmpty()) {
            return 0;
        }
        return TopicEnds.read(clients, names, resources, Set.of(), System::nanoTime).ends().values().stream()
                .mapToLong(TopicEnds.End::revision)
                .max()
                .orElse(0);
    }
}
