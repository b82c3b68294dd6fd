package dev.quarterdeck.controller.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CleanLegacyTokensSimulationTest {
    private static final String INVALID = "kubernetes.io/legacy-token-invalid-since";
    private static final String USED = "kubernetes.io/legacy-token-last-used";

    /** Four tokens that the account lists, and one that somebody made by hand. */
    private static SimulatedCluster cluster() {
        SimulatedCluster cluster = new SimulatedCluster(1).kubelets(false);
        cluster.create(new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("kube-system")
                .withName("kube-apiserver-legacy-service-account-token-tracking")
                .endMetadata()
                .addToData("since", today(cluster))
                .build());
        cluster.create(new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("builder")
                .endMetadata()
                .withSecrets(List.of(ref("unused"), ref("used"), ref("mounted"), ref("odd")))
                .build());
        for (String name : List.of("unused", "used", "mounted", "odd", "by-hand")) {
            cluster.create(new SecretBuilder()
                    .withNewMetadata()
                    .withNamespace("default")
                    .withName(name)
                    .addToAnnotations("kubernetes.io/service-account.name", "builder")
                    .addToLabels(name.equals("odd") ? Map.of(USED, "long ago") : Map.of())
                    .endMetadata()
                    .withType("kubernetes.io/service-account-token")
                    .build());
        }
        cluster.create(new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("p")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .addNewEnv()
                .withName("T")
                .withNewValueFrom()
                .withNewSecretKeyRef("token", "mounted", false)
                .endValueFrom()
                .endEnv()
                .endContainer()
                .endSpec()
                .build());
        return cluster.run(LegacyTokenCleaner::create);
    }

    private static ObjectReference ref(String name) {
        ObjectReference ref = new ObjectReference();
        ref.setName(name);
        return ref;
    }

    private static String today(SimulatedCluster cluster) {
        return cluster.time.instant().atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static Optional<Secret> secret(SimulatedCluster cluster, String name) {
        return cluster.get(() -> cluster.api.get(Secret.class, "default", name));
    }

    private static Map<String, String> labels(SimulatedCluster cluster, String name) {
        Map<String, String> labels =
                secret(cluster, name).orElseThrow().getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    private static void use(SimulatedCluster cluster, String name) {
        cluster.quietly(
                () -> cluster.api.update(new SecretBuilder(secret(cluster, name).orElseThrow())
                        .editMetadata()
                        .addToLabels(USED, today(cluster))
                        .endMetadata()
                        .build()));
    }

    /** Days go by at once: nothing happens between. */
    private static SimulatedCluster days(SimulatedCluster cluster, int days) {
        cluster.time.advance(Duration.ofDays(days));
        return cluster.converge();
    }

    @Test
    void anUnusedTokenIsMarkedAfterAYearAndDeletedAfterAnother() {
        SimulatedCluster cluster = cluster().converge();
        days(cluster, 300);
        use(cluster, "used");
        days(cluster, 64);
        assertThat(labels(cluster, "unused")).doesNotContainKey(INVALID);
        days(cluster, 4);
        assertThat(labels(cluster, "unused")).containsKey(INVALID);
        for (String kept : List.of("used", "mounted", "odd", "by-hand")) {
            assertThat(labels(cluster, kept)).as(kept).doesNotContainKey(INVALID);
        }
        days(cluster, 200);
        use(cluster, "used");
        days(cluster, 100);
        assertThat(secret(cluster, "unused")).isPresent();
        days(cluster, 70);
        assertThat(secret(cluster, "unused")).isEmpty();
        for (String kept : List.of("used", "mounted", "odd", "by-hand")) {
            assertThat(labels(cluster, kept)).as(kept).doesNotContainKey(INVALID);
        }
    }

    @Test
    void aMarkThatIsTakenAwaySavesATokenThatIsUsed() {
        SimulatedCluster cluster = cluster().converge();
        days(cluster, 370);
        assertThat(labels(cluster, "unused")).containsKey(INVALID);
        cluster.quietly(() ->
                cluster.api.update(new SecretBuilder(secret(cluster, "unused").orElseThrow())
                        .editMetadata()
                        .removeFromLabels(INVALID)
                        .endMetadata()
                        .build()));
        use(cluster, "unused");
        days(cluster, 300);
        assertThat(labels(cluster, "unused")).doesNotContainKey(INVALID);
    }
}
