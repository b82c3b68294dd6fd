package dev.quarterdeck.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What applications do with fabric8's client. */
@ExtendWith(SharedCluster.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WorkWithFabric8IT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private KubernetesClient client;
    private String namespace;

    @BeforeEach
    void connect(RunningCluster cluster, TestInfo test) {
        namespace = "fabric8-" + test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
        Config config = Config.fromKubeconfig(cluster.kubeconfigText());
        config.setNamespace(namespace);
        client = new KubernetesClientBuilder().withConfig(config).build();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static ConfigMap settings(String name, String tier) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("tier", tier)
                .endMetadata()
                .addToData("a", "1")
                .build();
    }

    private Deployment web(int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(Map.of("app", "web"))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(Map.of("app", "web"))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("web")
                .withImage("example.com/web:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private String next() throws InterruptedException {
        String event = told.poll(30, TimeUnit.SECONDS);
        assertThat(event).as("an event in thirty seconds").isNotNull();
        return event;
    }

    @Test
    void objects() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            client.resource(settings(name, name.compareTo("c") < 0 ? "front" : "back"))
                    .create();
        }
        assertThat(catchThrowableOfType(KubernetesClientException.class, () -> client.resource(settings("a", "front"))
                                .create())
                        .getStatus()
                        .getReason())
                .isEqualTo("AlreadyExists");
        assertThat(client.configMaps().withLabel("tier", "front").list().getItems())
                .hasSize(2);
        assertThat(client.configMaps()
                        .withLabelNotIn("tier", "front")
                        .withLabel("tier")
                        .list()
                        .getItems())
                .hasSize(3);
        assertThat(client.configMaps().withField("metadata.name", "c").list().getItems())
                .hasSize(1);
        List<String> names = new ArrayList<>();
        String next = null;
        do {
            ConfigMapList page = client.configMaps()
                    .withLabel("tier")
                    .list(new ListOptionsBuilder()
                            .withLimit(2L)
                            .withContinue(next)
                            .build());
            page.getItems().forEach(m -> names.add(m.getMetadata().getName()));
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
        assertThat(names).containsExactly("a", "b", "c", "d", "e");

        ConfigMap old = client.configMaps().withName("a").get();
        client.configMaps()
                .withName("a")
                .edit(m -> new ConfigMapBuilder(m).addToData("a", "2").build());
        assertThat(catchThrowableOfType(KubernetesClientException.class, () -> client.resource(new ConfigMapBuilder(old)
                                        .addToData("a", "3")
                                        .build())
                                .lockResourceVersion()
                                .update())
                        .getCode())
                .isEqualTo(409);
        assertThat(client.configMaps().withName("a").get().getData()).containsEntry("a", "2");
        List<StatusDetails> gone = client.configMaps().withLabel("tier", "back").delete();
        assertThat(gone).isNotEmpty();
        assertThat(client.configMaps().withLabel("tier").list().getItems()).hasSize(2);
        assertThat(client.configMaps().withName("nobody").delete()).isEmpty();
        assertThat(client.getKubernetesVersion().getMinor()).isEqualTo("36");
        assertThat(client.supports(Deployment.class)).isTrue();
    }

    @Test
    void patches() {
        client.resource(web(0)).create();
        var web = client.apps().deployments().withName("web");
        web.patch(
                PatchContext.of(PatchType.STRATEGIC_MERGE),
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"example.com/side:1\"}]}}}}");
        web.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"kind\":\"merge\"}}}");
        web.patch(
                PatchContext.of(PatchType.JSON),
                "[{\"op\":\"add\",\"path\":\"/metadata/labels/kind\",\"value\":\"json\"}]");
        Deployment patched = web.get();
        assertThat(patched.getSpec().getTemplate().getSpec().getContainers()).hasSize(2);
        assertThat(patched.getMetadata().getLabels()).containsEntry("kind", "json");

        ConfigMap mine = settings("shared", "front");
        client.resource(mine).fieldManager("one").serverSideApply();
        ConfigMap other = new ConfigMapBuilder(mine).addToData("a", "2").build();
        assertThat(catchThrowableOfType(
                                KubernetesClientException.class,
                                () -> client.resource(other).fieldManager("two").serverSideApply())
                        .getStatus()
                        .getDetails()
                        .getCauses()
                        .getFirst()
                        .getField())
                .isEqualTo(".data.a");
        assertThat(client.resource(other)
                        .fieldManager("two")
                        .forceConflicts()
                        .serverSideApply()
                        .getData())
                .containsEntry("a", "2");
        assertThat(client.configMaps().withName("shared").get().getMetadata().getManagedFields())
                .extracting(f -> f.getManager() + " " + f.getOperation())
                .contains("one Apply", "two Apply");
    }

    @Test
    void workloads() {
        client.resource(web(2)).create();
        var web = client.apps().deployments().withName("web");
        web.waitUntilReady(40, TimeUnit.SECONDS);
        web.scale(3);
        await().atMost(SOON)
                .until(() ->
                        client.pods().withLabel("app", "web").list().getItems().size() == 3);
        web.waitUntilReady(40, TimeUnit.SECONDS);
        assertThat(web.scale().getStatus().getReplicas()).isEqualTo(3);
        web.rolling().restart();
        await().atMost(SOON).until(() -> {
            var now = web.get();
            var status = now.getStatus();
            return now.getMetadata().getGeneration().equals(status.getObservedGeneration())
                    && Integer.valueOf(3).equals(status.getUpdatedReplicas())
                    && Integer.valueOf(3).equals(status.getReplicas())
                    && Integer.valueOf(3).equals(status.getReadyReplicas());
        });

        client.resource(new PodDisruptionBudgetBuilder()
                        .withNewMetadata()
                        .withName("web")
                        .endMetadata()
                        .withNewSpec()
                        .withMinAvailable(new IntOrString(100 + "%"))
                        .withNewSelector()
                        .withMatchLabels(Map.of("app", "web"))
                        .endSelector()
                        .endSpec()
                        .build())
                .create();
        await().atMost(SOON).until(() -> {
            var status = client.policy()
                    .v1()
                    .podDisruptionBudget()
                    .withName("web")
                    .get()
                    .getStatus();
            return status != null
                    && Integer.valueOf(3).equals(status.getExpectedPods())
                    && Integer.valueOf(3).equals(status.getCurrentHealthy());
        });
        Pod pod = client.pods().withLabel("app", "web").list().getItems().stream()
                .filter(p -> p.getMetadata().getDeletionTimestamp() == null && Readiness.isPodReady(p))
                .findFirst()
                .orElseThrow();
        assertThat(client.pods().resource(pod).evict())
                .as("the budget allows none")
                .isFalse();
        client.policy().v1().podDisruptionBudget().withName("web").delete();
        await().atMost(SOON).until(() -> client.pods().resource(pod).evict());
        await().atMost(SOON)
                .until(() -> client.pods().withName(pod.getMetadata().getName()).get() == null);
        String name = client.pods()
                .withLabel("app", "web")
                .list()
                .getItems()
                .getFirst()
                .getMetadata()
                .getName();
        assertThat(client.pods().withName(name).getLog()).contains("This container is simulated");
    }

    @Test
    void watchesAndInformers() throws Exception {
        try (Watch watch = client.configMaps().withLabel("tier", "front").watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, ConfigMap map) {
                told.add(action + " " + map.getMetadata().getName());
            }

            @Override
            public void onClose(WatcherException cause) {
                told.add("closed " + cause.getMessage());
            }
        })) {
            client.resource(settings("a", "front")).create();
            assertThat(next()).isEqualTo("ADDED a");
            client.configMaps().withName("a").edit(m -> new ConfigMapBuilder(m)
                    .editMetadata()
                    .addToLabels("tier", "back")
                    .endMetadata()
                    .build());
            assertThat(next()).isEqualTo("DELETED a");
        }
        try (SharedIndexInformer<ConfigMap> informer =
                client.configMaps().withLabel("tier").runnableInformer(500)) {
            informer.addIndexers(
                    Map.of("tier", m -> List.of(m.getMetadata().getLabels().get("tier"))));
            informer.addEventHandler(new ResourceEventHandler<>() {
                @Override
                public void onAdd(ConfigMap map) {
                    told.add("add " + map.getMetadata().getName());
                }

                @Override
                public void onUpdate(ConfigMap old, ConfigMap map) {
                    told.add(
                            old.getMetadata()
                                            .getResourceVersion()
                                            .equals(map.getMetadata().getResourceVersion())
                                    ? "resync"
                                    : "update");
                }

                @Override
                public void onDelete(ConfigMap map, boolean unknown) {
                    told.add("delete " + map.getMetadata().getName());
                }
            });
            informer.run();
            assertThat(next()).isEqualTo("add a");
            assertThat(next()).isEqualTo("resync");
            client.resource(settings("b", "back")).create();
            await().atMost(SOON)
                    .until(() -> informer.getIndexer().byIndex("tier", "back").size() == 2);
            client.configMaps().withName("b").delete();
            await().atMost(SOON).until(() -> told.contains("delete b"));
            assertThat(informer.isWatching()).isTrue();
        }
    }

    @Test
    void customResources() {
        List<HasMetadata> definition = client.load(new ByteArrayInputStream("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: lamps.fabric8.example.com}
                spec:
                  group: fabric8.example.com
                  scope: Namespaced
                  names: {plural: lamps, singular: lamp, kind: Lamp}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources: {status: {}}
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
                          status: {type: object, properties: {lit: {type: boolean}}}
                """.getBytes(StandardCharsets.UTF_8)))
                .serverSideApply();
        assertThat(definition).hasSize(1);
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("lamps.fabric8.example.com")
                .waitUntilCondition(
                        d -> d != null
                                && d.getStatus() != null
                                // null before anybody has judged it, as the reference writes it
                                && d.getStatus().getConditions() != null
                                && d.getStatus().getConditions().stream()
                                        .anyMatch(c -> c.getType().equals("Established")
                                                && c.getStatus().equals("True")),
                        30,
                        TimeUnit.SECONDS);
        var lamps = client.genericKubernetesResources("fabric8.example.com/v1", "Lamp")
                .inNamespace(namespace);
        GenericKubernetesResource lamp = new GenericKubernetesResource();
        lamp.setApiVersion("fabric8.example.com/v1");
        lamp.setKind("Lamp");
        lamp.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
                .withName("desk")
                .build());
        lamp.setAdditionalProperty("spec", Map.of("watts", 5));
        lamps.resource(lamp).create();
        lamps.withName("desk").editStatus(l -> {
            l.setAdditionalProperty("status", Map.of("lit", true));
            return l;
        });
        GenericKubernetesResource read = lamps.withName("desk").get();
        assertThat(read.<Boolean>get("status", "lit")).isTrue();
        assertThat(read.<Integer>get("spec", "watts")).isEqualTo(5);
        assertThat(read.getMetadata().getGeneration()).isEqualTo(1);
        client.resourceList(definition).withTimeout(30, TimeUnit.SECONDS).delete();
    }

    @Test
    void ofTwoCandidatesOneLeadsAndTheOtherFollows() throws Exception {
        var first = elect("first");
        assertThat(next()).isEqualTo("first leads");
        var second = elect("second");
        assertThat(client.leases().withName("chair").get().getSpec().getHolderIdentity())
                .isEqualTo("first");
        first.cancel(true);
        await().atMost(SOON).until(() -> told.contains("second leads"));
        assertThat(client.leases().withName("chair").get().getSpec().getHolderIdentity())
                .isEqualTo("second");
        second.cancel(true);
    }

    private CompletableFuture<?> elect(String name) {
        return client.leaderElector()
                .withConfig(new LeaderElectionConfigBuilder()
                        .withName(name)
                        .withLock(new LeaseLock(namespace, "chair", name))
                        .withLeaseDuration(Duration.ofSeconds(5))
                        .withRenewDeadline(Duration.ofSeconds(4))
                        .withRetryPeriod(Duration.ofMillis(500))
                        .withReleaseOnCancel()
                        .withLeaderCallbacks(new LeaderCallbacks(
                                () -> told.add(name + " leads"), () -> told.add(name + " steps down"), leader -> {}))
                        .build())
                .build()
                .start();
    }
}
