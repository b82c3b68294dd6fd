package dev.quarterdeck.controller.bootstraptoken;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanTokensSimulationTest {

    private static Secret token(String namespace, String name, String type, String expiration) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withType(type)
                .addToData(
                        "expiration", Base64.getEncoder().encodeToString(expiration.getBytes(StandardCharsets.UTF_8)))
                .build();
    }

    @Test
    void tokensGoWhenTheirTimeIsOver() {
        SimulatedCluster cluster = new SimulatedCluster(1).run(TokenCleanerController::create);
        String type = "bootstrap.kubernetes.io/token";
        String soon = cluster.time.instant().plusSeconds(600).toString();
        cluster.create(token("kube-system", "bootstrap-token-aaaaaa", type, soon))
                .create(token("kube-system", "bootstrap-token-bbbbbb", type, "2001-01-01T00:00:00Z"))
                .create(token("kube-system", "bootstrap-token-cccccc", type, "tomorrow"))
                .create(token("kube-system", "bootstrap-token-dddddd", type, ""))
                .create(token("kube-system", "other", "Opaque", "2001-01-01T00:00:00Z"))
                .create(token("default", "bootstrap-token-eeeeee", type, "2001-01-01T00:00:00Z"))
                .converge();
        assertThat(names(cluster))
                .containsExactlyInAnyOrder(
                        "bootstrap-token-aaaaaa", "bootstrap-token-dddddd", "other", "bootstrap-token-eeeeee");
        cluster.advance(Duration.ofMinutes(11));
        assertThat(names(cluster))
                .containsExactlyInAnyOrder("bootstrap-token-dddddd", "other", "bootstrap-token-eeeeee");
    }

    private static List<String> names(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api.list(Secret.class, "")).stream()
                .map(s -> s.getMetadata().getName())
                .toList();
    }
}
