package dev.quarterdeck.controller.resourcequota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.status.ApiException;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CountQuotaSimulationTest {
    private final SimulatedCluster cluster = new SimulatedCluster(1)
            .run(c -> ResourceQuotaController.create(c, ServedResources.fixed(BuiltInResources.catalog())));

    private void quota(Map<String, Quantity> hard) {
        cluster.create(new ResourceQuotaBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("q")
                .endMetadata()
                .withNewSpec()
                .withHard(hard)
                .endSpec()
                .build());
    }

    private ResourceQuota quota() {
        return cluster.get(
                () -> cluster.api.get(ResourceQuota.class, "default", "q").orElseThrow());
    }

    private void configMap(String name) {
        cluster.create(new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .build());
    }

    @Test
    void countsWhatIsThereAndWhatIsAskedForLater() {
        configMap("one");
        configMap("two");
        cluster.create(new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("p")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withNewResources()
                .addToRequests("cpu", new Quantity("1500m"))
                .endResources()
                .endContainer()
                .endSpec()
                .build());
        quota(Map.of("configmaps", new Quantity("5"), "requests.cpu", new Quantity("3")));
        cluster.converge();
        assertThat(quota().getStatus().getHard()).isEqualTo(quota().getSpec().getHard());
        assertThat(quota().getStatus().getUsed())
                .isEqualTo(Map.of("configmaps", new Quantity("2"), "requests.cpu", new Quantity("1500m")));

        cluster.quietly(() -> cluster.api.update(new ResourceQuotaBuilder(quota())
                        .editSpec()
                        .addToHard("secrets", new Quantity("1"))
                        .endSpec()
                        .build()))
                .converge();
        assertThat(quota().getStatus().getUsed()).containsEntry("secrets", new Quantity("0"));
    }

    @Test
    void namesOfKindsThatAreNotServedAreNotCounted() {
        quota(Map.of("count/widgets.example.com", new Quantity("5")));
        cluster.converge();
        assertThat(quota().getStatus().getHard()).containsKey("count/widgets.example.com");
        assertThat(Optional.ofNullable(quota().getStatus().getUsed()).orElse(Map.of()))
                .isEmpty();
    }

    @Test
    void everythingIsCountedAgainAfterFiveMinutes() {
        quota(Map.of("configmaps", new Quantity("5")));
        cluster.converge();
        configMap("one");
        cluster.converge();
        assertThat(quota().getStatus().getUsed()).containsEntry("configmaps", new Quantity("0"));
        cluster.advance(QuotaReconciler.RESYNC.plusSeconds(1));
        assertThat(quota().getStatus().getUsed()).containsEntry("configmaps", new Quantity("1"));
    }

    /** Somebody writes all the time: after a few tries writes are held, and then counted. */
    @Test
    void comesIntoForceAlsoUnderConstantWrites() {
        quota(Map.of("configmaps", new Quantity("5")));
        AtomicInteger held = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        cluster.server.failWhen(request -> {
            if (!request.method().equals("PUT")) {
                return Optional.empty();
            }
            String body = new String(request.body(), java.nio.charset.StandardCharsets.UTF_8);
            if (!body.contains("\"used\"")) {
                held.incrementAndGet();
                return Optional.empty();
            }
            return held.get() > 0 || lost.incrementAndGet() > 50
                    ? Optional.empty()
                    : Optional.of(ApiException.staleUpdate("", "resourcequotas", "q"));
        });
        cluster.converge().advance(Duration.ofSeconds(30));
        assertThat(held).hasValue(1);
        assertThat(lost.get()).isBetween(5, 10);
        assertThat(quota().getStatus().getUsed()).containsEntry("configmaps", new Quantity("0"));
    }
}
