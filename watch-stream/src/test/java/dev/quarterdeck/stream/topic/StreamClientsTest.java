package dev.quarterdeck.stream.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class StreamClientsTest {
    /** The most that a controller takes at once: org.apache.kafka.controller.QuorumController. */
    private static final int RECORDS = 10_000;

    private final StreamClients clients = new StreamClients(new StreamSettings("c", "127.0.0.1:1", Map.of()));

    /** Kafka's client for topics, which begins anew by default, then does so without a pause, and writes a line each time. */
    @Test
    void whoLooksForTopicsRestsWhileNoBrokerIsThere() {
        assertThat(new AdminClientConfig(clients.forTopics())
                        .getString(AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG))
                .isEqualToIgnoringCase("none");
    }

    /** Where Kafka was wiped, the topics of all kinds are made at once; a request that is too long would be refused for ever. */
    @Test
    void noRequestMakesMoreThanAControllerTakes() {
        List<NewTopic> topics =
                IntStream.range(0, 5_000).mapToObj(i -> clients.topic("t" + i)).toList();
        List<List<NewTopic>> requests = StreamClients.inSlices(topics);
        assertThat(requests.stream().flatMap(List::stream)).containsExactlyElementsOf(topics);
        assertThat(requests)
                .allMatch(together -> together.stream()
                                .mapToInt(
                                        t -> 1 + t.numPartitions() + t.configs().size())
                                .sum()
                        < RECORDS / 2);
    }
}
