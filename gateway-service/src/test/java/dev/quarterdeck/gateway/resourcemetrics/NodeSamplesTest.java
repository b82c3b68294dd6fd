package dev.quarterdeck.gateway.resourcemetrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class NodeSamplesTest {
    private final Map<String, Mono<NodeSample>> nodes = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private long nanos;
    private final NodeSamples samples = new NodeSamples(
            name -> {
                asked.add(name);
                return nodes.getOrDefault(name, Mono.error(new IllegalStateException("away")));
            },
            () -> nanos);

    private static NodeSample sample(long cpu) {
        return new NodeSample(new NodeSample.Amounts(Instant.EPOCH, cpu, 1), Map.of());
    }

    private Map<String, NodeSample> of(String... names) {
        return samples.of(List.of(names)).block(Duration.ofSeconds(5));
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void anAnswerServesForAWhile() {
        nodes.put("a", Mono.just(sample(1)));
        assertThat(of("a")).containsOnly(Map.entry("a", sample(1)));
        nodes.put("a", Mono.just(sample(2)));
        pass(NodeSamples.FRESH.minusNanos(1));
        assertThat(of("a")).containsOnly(Map.entry("a", sample(1)));
        pass(Duration.ofNanos(1));
        assertThat(of("a")).containsOnly(Map.entry("a", sample(2)));
        assertThat(asked).containsExactly("a", "a");
    }

    @Test
    void thoseWhoAskTogetherShareAQuestion() {
        Sinks.One<NodeSample> answer = Sinks.one();
        nodes.put("a", answer.asMono());
        var first = samples.of(List.of("a")).toFuture();
        var second = samples.of(List.of("a")).toFuture();
        assertThat(first).isNotDone();
        answer.tryEmitValue(sample(1));
        assertThat(first.join()).isEqualTo(second.join()).containsKey("a");
        assertThat(asked).hasSize(1);
    }

    @Test
    void theLastSampleStandsInForANodeThatIsAway() {
        nodes.put("a", Mono.just(sample(1)));
        nodes.put("b", Mono.just(sample(2)));
        of("a", "b");
        nodes.remove("a");
        pass(NodeSamples.FRESH);
        assertThat(of("a", "b")).containsOnlyKeys("a", "b");
        assertThat(of("a")).containsOnlyKeys("a");
        assertThat(asked).as("left alone for a while").containsExactly("a", "b", "a", "b");
        pass(NodeSamples.STALE);
        assertThat(of("a", "b")).containsOnlyKeys("b");
    }

    @Test
    void whatNobodyWantsIsForgotten() {
        nodes.put("a", Mono.just(sample(1)));
        nodes.put("b", Mono.just(sample(2)));
        of("a", "b");
        pass(NodeSamples.FORGOTTEN);
        of("b");
        assertThat(samples.size()).isEqualTo(1);
    }
}
