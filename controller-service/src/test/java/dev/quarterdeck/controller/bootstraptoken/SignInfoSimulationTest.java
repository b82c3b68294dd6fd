package dev.quarterdeck.controller.bootstraptoken;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The signature is the one that a real control plane wrote for the same content and token. */
class SignInfoSimulationTest {
    private static final String SIGNATURE =
            "eyJhbGciOiJIUzI1NiIsImtpZCI6ImFiY2RlZiJ9..jGfh3cAKffhbjQqP1x03VRxdhcDip6Xp1PFxbB0P9vg";

    private static Secret token(String id, Map<String, String> more) {
        SecretBuilder token = new SecretBuilder()
                .withNewMetadata()
                .withNamespace("kube-system")
                .withName("bootstrap-token-" + id)
                .endMetadata()
                .withType("bootstrap.kubernetes.io/token")
                .addToData("token-id", encoded(id))
                .addToData("token-secret", encoded("0123456789abcdef"));
        more.forEach((key, value) -> token.addToData(key, encoded(value)));
        return token.build();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ConfigMap info(SimulatedCluster cluster) {
        return cluster.get(() ->
                cluster.api.get(ConfigMap.class, "kube-public", "cluster-info").orElseThrow());
    }

    private static SimulatedCluster cluster(Map<String, String> data) {
        return new SimulatedCluster(1)
                .run(BootstrapSignerController::create)
                .create(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("kube-public")
                        .withName("cluster-info")
                        .endMetadata()
                        .withData(data)
                        .build());
    }

    @Test
    void eachTokenThatMaySignSigns() {
        Map<String, String> signs = Map.of("usage-bootstrap-signing", "true", "expiration", "2030-01-01T00:00:00Z");
        SimulatedCluster cluster = cluster(
                        Map.of("kubeconfig", "hello\n", "jws-kubeconfig-zzzzzz", "old", "other", "x"))
                .create(token("abcdef", signs))
                .create(token("nosign", Map.of("usage-bootstrap-authentication", "true")))
                .create(token(
                        "passed", Map.of("usage-bootstrap-signing", "true", "expiration", "2001-01-01T00:00:00Z")))
                .converge();
        assertThat(info(cluster).getData())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("kubeconfig", "hello\n", "other", "x", "jws-kubeconfig-abcdef", SIGNATURE));
        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes()).isEmpty();

        Secret token = cluster.get(() -> cluster.api
                .get(Secret.class, "kube-system", "bootstrap-token-abcdef")
                .orElseThrow());
        cluster.quietly(() -> cluster.api.delete(token, Propagation.DEFAULT)).converge();
        assertThat(info(cluster).getData()).containsOnlyKeys("kubeconfig", "other");
    }

    @Test
    void withoutAKubeconfigNothingIsSigned() {
        SimulatedCluster cluster = cluster(Map.of("jws-kubeconfig-zzzzzz", "old"))
                .create(token("abcdef", Map.of("usage-bootstrap-signing", "true")))
                .converge();
        assertThat(info(cluster).getData()).containsOnlyKeys("jws-kubeconfig-zzzzzz");
    }
}
