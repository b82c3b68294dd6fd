package dev.quarterdeck.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.kube.kind.StoredResource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that knows nothing of this server: objects, lists in pages, watches over WebSockets, informers. */
class ServeFabric8ClientTest {
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");

    @TempDir
    Path directory;

    private final TestGateway gateway = new TestGateway();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private KubernetesClient client;

    @BeforeEach
    void connect() {
        gateway.ca.issue(directory, "client", "CN=fabric8");
        gateway.ca.writeCa(directory.resolve("ca.crt"));
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("https://127.0.0.1:" + gateway.server.getPort())
                .withCaCertFile(directory.resolve("ca.crt").toString())
                .withClientCertFile(directory.resolve("client.crt").toString())
                .withClientKeyFile(directory.resolve("client.key").toString())
                .withClientKeyAlgo("EC")
                .withNamespace("d")
                .withRequestRetryBackoffLimit(0)
                .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
    }

    private ConfigMap create(String name) {
        return client.configMaps()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .addToData("k", "v")
                        .build())
                .create();
    }

    private String next() throws InterruptedException {
        String event = events.poll(15, TimeUnit.SECONDS);
        assertThat(event).as("an event in fifteen seconds").isNotNull();
        return event;
    }

    @Test
    void createsGetsAndLists() {
        ConfigMap made = create("a");
        assertThat(made.getMetadata().getResourceVersion()).isEqualTo("1");
        create("b");
        create("c");
        assertThat(client.configMaps().withName("b").get().getData()).containsEntry("k", "v");
        assertThat(client.configMaps().withName("zz").get()).isNull();
        assertThat(client.configMaps().list().getItems()).hasSize(3);
        var page = client.configMaps()
                .list(new io.fabric8.kubernetes.api.model.ListOptionsBuilder()
                        .withLimit(2L)
                        .build());
        assertThat(page.getItems()).hasSize(2);
        assertThat(page.getMetadata().getRemainingItemCount()).isEqualTo(1);
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                KubernetesClientException.class, () -> create("a"))
                        .getCode())
                .isEqualTo(409);
        assertThat(client.getKubernetesVersion().getMinor()).isEqualTo("36");
    }

    @Test
    void watchesOverAWebSocket() throws Exception {
        create("a");
        try (Watch watch = client.configMaps().watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, ConfigMap resource) {
                events.add(action + " " + resource.getMetadata().getName());
            }

            @Override
            public void onClose(WatcherException cause) {
                events.add("closed: " + cause.getMessage());
            }
        })) {
            assertThat(next()).isEqualTo("ADDED a");
            create("b");
            assertThat(next()).isEqualTo("ADDED b");
            client.configMaps().withName("a").delete();
            assertThat(next()).isEqualTo("DELETED a");
            assertThat(gateway.registry
                            .get("apiserver_longrunning_requests")
                            .tag("verb", "WATCH")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }

    @Test
    void informersFollow() throws Exception {
        create("a");
        try (SharedIndexInformer<ConfigMap> informer = client.configMaps().inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(ConfigMap object) {
                events.add("add " + object.getMetadata().getName());
            }

            @Override
            public void onUpdate(ConfigMap before, ConfigMap after) {
                events.add("update " + after.getMetadata().getName());
            }

            @Override
            public void onDelete(ConfigMap object, boolean unknown) {
                events.add("delete " + object.getMetadata().getName());
            }
        })) {
            assertThat(next()).isEqualTo("add a");
            gateway.state.put(
                    CONFIG_MAPS,
                    "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\",\"namespace\":\"d\"},\"data\":{\"k\":\"w\"}}");
            assertThat(next()).isEqualTo("update a");
            client.configMaps().withName("a").delete();
            assertThat(next()).isEqualTo("delete a");
            assertThat(informer.isWatching()).isTrue();
        }
    }
}
