package dev.quarterdeck.controller.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class FillTokenSecretsSimulationTest {
    @TempDir
    Path directory;

    private static String decoded(Secret secret, String key) {
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }

    @Test
    void fillsInSecretsOfAnAccountAndDeletesThemWithIt() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        Path file = directory.resolve("sa.key");
        Files.writeString(
                file,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        SimulatedCluster cluster = new SimulatedCluster(1)
                .run(context -> TokenSecretController.create(context, file, "PEM"))
                .create(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName("app")
                        .endMetadata()
                        .build())
                .create(secret("t", "app"))
                .create(secret("orphan", "nobody"))
                .converge();
        assertThat(cluster.get(() -> cluster.api.get(Secret.class, "default", "orphan")))
                .isEmpty();
        Secret filled =
                cluster.get(() -> cluster.api.get(Secret.class, "default", "t").orElseThrow());
        ServiceAccount account = cluster.get(
                () -> cluster.api.get(ServiceAccount.class, "default", "app").orElseThrow());
        assertThat(decoded(filled, "namespace")).isEqualTo("default");
        assertThat(decoded(filled, "ca.crt")).isEqualTo("PEM");
        assertThat(filled.getMetadata().getAnnotations())
                .containsEntry(
                        "kubernetes.io/service-account.uid",
                        account.getMetadata().getUid());
        String[] token = decoded(filled, "token").split("\\.");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(keys.getPublic());
        signature.update((token[0] + "." + token[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(token[2]))).isTrue();
        ObjectNode claims = Json.read(Base64.getUrlDecoder().decode(token[1]));
        assertThat(claims.path("sub").asString()).isEqualTo("system:serviceaccount:default:app");
        assertThat(claims.path("kubernetes.io/serviceaccount/secret.name").asString())
                .isEqualTo("t");

        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes()).isEmpty();
        cluster.quietly(() -> cluster.api.delete(account, Propagation.BACKGROUND))
                .converge();
        assertThat(cluster.server.count("secrets")).isZero();
    }

    private static Secret secret(String name, String account) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .addToAnnotations(Map.of("kubernetes.io/service-account.name", account))
                .endMetadata()
                .withType("kubernetes.io/service-account-token")
                .build();
    }
}
