package dev.quarterdeck.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An operator built with Java Operator SDK, a program of its own, at its work; and informers of both Java clients. The cluster is stopped and started under them:
 * they come back by themselves, miss nothing and do nothing twice.
 */
@ExtendWith(SharedCluster.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FollowOverARestartIT {
    private static final Path OPERATOR =
            Path.of("../examples/web-operator").toAbsolutePath().normalize();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String NAMESPACE = "pages";
    private KubernetesClient client;
    private @Nullable Process operator;

    @BeforeEach
    void connect(RunningCluster cluster) {
        Config config = Config.fromKubeconfig(cluster.kubeconfigText());
        config.setNamespace(NAMESPACE);
        client = new KubernetesClientBuilder().withConfig(config).build();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterEach
    void close() {
        if (operator != null) {
            operator.destroyForcibly();
        }
        client.close();
    }

    private MixedOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            pages() {
        return client.genericKubernetesResources("example.com/v1", "WebPage");
    }

    private void awaitStatus(String name, String text, int ready) {
        await().atMost(SOON).untilAsserted(() -> {
            GenericKubernetesResource page = pages().withName(name).get();
            assertThat(page.<Object>get("status", "text")).isEqualTo(text);
            assertThat(page.<Object>get("status", "readyReplicas")).isEqualTo(ready);
            assertThat(page.<Number>get("status", "observedGeneration").longValue())
                    .isEqualTo(page.getMetadata().getGeneration());
        });
    }

    private static void put(KubernetesClient client, String name, String text, int replicas) {
        client.resource("{\"apiVersion\":\"example.com/v1\",\"kind\":\"WebPage\",\"metadata\":{\"name\":\"" + name
                        + "\",\"namespace\":\"" + NAMESPACE + "\"},\"spec\":{\"text\":\"" + text + "\",\"replicas\":"
                        + replicas
                        + "}}")
                .fieldManager("story")
                .serverSideApply();
    }

    private Process startOperator(RunningCluster cluster, Path log) throws IOException {
        assertThat(OPERATOR.resolve("target/lib"))
                .as("the example is built before")
                .isDirectory();
        ProcessBuilder builder = new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                OPERATOR.resolve("target/classes") + ":" + OPERATOR.resolve("target/lib/*"),
                "example.operator.Main");
        builder.environment().put("KUBECONFIG", cluster.kubeconfig().toString());
        builder.environment().put("HOME", cluster.home().toString());
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private long textEvents() {
        return client.v1()
                .events()
                .withField("reason", "TextChanged")
                .list()
                .getItems()
                .size();
    }

    @Test
    void anOperatorAndInformersGoOnAfterTheClusterWasAway(RunningCluster cluster) throws Exception {
        client.load(Files.newInputStream(OPERATOR.resolve("src/main/resources/webpages.yaml")))
                .create();
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("webpages.example.com")
                .waitUntilCondition(
                        d -> d.getStatus() != null
                                && d.getStatus().getConditions() != null
                                && d.getStatus().getConditions().stream()
                                        .anyMatch(c -> c.getType().equals("Established")),
                        30,
                        TimeUnit.SECONDS);
        Path log = cluster.home().resolve("operator.log");
        Process running = startOperator(cluster, log);
        operator = running;

        put(client, "home", "hello", 2);
        awaitStatus("home", "hello", 2);
        assertThat(client.configMaps().withName("home-text").get().getData()).containsEntry("index.html", "hello");
        assertThat(client.services().withName("home").get().getMetadata().getOwnerReferences())
                .hasSize(1);
        assertThat(pages().withName("home").get().getMetadata().getFinalizers()).hasSize(1);
        client.services().withName("home").delete();
        await().atMost(SOON).until(() -> client.services().withName("home").get() != null);
        client.configMaps().withName("home-text").edit(m -> new ConfigMapBuilder(m)
                .withData(Map.of("index.html", "x"))
                .build());
        await().atMost(SOON).until(() -> "hello"
                .equals(client.configMaps()
                        .withName("home-text")
                        .get()
                        .getData()
                        .get("index.html")));
        assertThat(textEvents()).isEqualTo(1);

        ApiClient official = io.kubernetes.client.util.Config.fromConfig(new StringReader(cluster.kubeconfigText()));
        official.setReadTimeout(0);
        SharedInformerFactory factory = new SharedInformerFactory(official);
        try (SharedIndexInformer<ConfigMap> informer = client.configMaps().inform()) {
            var other = factory.sharedIndexInformerFor(
                    params -> new CoreV1Api(official)
                            .listNamespacedConfigMap(NAMESPACE)
                            .resourceVersion(params.resourceVersion)
                            .timeoutSeconds(params.timeoutSeconds)
                            .watch(params.watch)
                            .buildCall(null),
                    V1ConfigMap.class,
                    V1ConfigMapList.class);
            factory.startAllRegisteredInformers();
            await().atMost(SOON)
                    .until(() -> informer.getStore().getByKey(NAMESPACE + "/home-text") != null
                            && other.getIndexer().getByKey(NAMESPACE + "/home-text") != null);

            cluster.restart();

            put(client, "home", "good evening", 3);
            put(client, "about", "us", 1);
            awaitStatus("home", "good evening", 3);
            awaitStatus("about", "us", 1);
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(informer.getStore().getByKey(NAMESPACE + "/about-text"))
                        .isNotNull();
                assertThat(other.getIndexer().getByKey(NAMESPACE + "/about-text"))
                        .isNotNull();
                assertThat(informer.getStore()
                                .getByKey(NAMESPACE + "/home-text")
                                .getData())
                        .containsEntry("index.html", "good evening");
            });
            assertThat(textEvents()).isEqualTo(3);
        } finally {
            factory.stopAllRegisteredInformers();
        }

        pages().withName("home").delete();
        await().atMost(SOON).until(() -> pages().withName("home").get() == null);
        assertThat(client.configMaps().withName("last-of-home").get().getData()).containsEntry("text", "good evening");
        await().atMost(SOON)
                .until(() -> client.apps().deployments().withName("home").get() == null
                        && client.services().withName("home").get() == null
                        && client.configMaps().withName("home-text").get() == null);
        assertThat(running.isAlive()).as(Files.readString(log)).isTrue();
        assertThat(client.leases()
                        .inNamespace("default")
                        .withName("web-operator")
                        .get()
                        .getSpec()
                        .getHolderIdentity())
                .isNotEmpty();
    }
}
