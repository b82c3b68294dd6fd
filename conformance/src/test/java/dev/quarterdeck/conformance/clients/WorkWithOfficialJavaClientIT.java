package dev.quarterdeck.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.Exec;
import io.kubernetes.client.ProtoClient;
import io.kubernetes.client.ProtoClient.ObjectOrStatus;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.CoordinationV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.VersionApi;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1Eviction;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseSpec;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Scale;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import io.kubernetes.client.util.generic.dynamic.Dynamics;
import java.io.StringReader;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What applications do with the official Java client, in JSON and in protobuf. */
@ExtendWith(SharedCluster.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WorkWithOfficialJavaClientIT {
    private static final Duration SOON = Duration.ofSeconds(40);
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private ApiClient client;
    private CoreV1Api core;
    private AppsV1Api apps;
    private String namespace;

    @BeforeEach
    void connect(RunningCluster cluster, TestInfo test) throws Exception {
        namespace = "java-" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        client = Config.fromConfig(new StringReader(cluster.kubeconfigText()));
        client.setReadTimeout(0);
        core = new CoreV1Api(client);
        apps = new AppsV1Api(client);
        core.createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name(namespace)))
                .execute();
    }

    private static V1ConfigMap settings(String name, String tier) {
        return new V1ConfigMap()
                .metadata(new V1ObjectMeta().name(name).putLabelsItem("tier", tier))
                .putDataItem("a", "1");
    }

    private static V1Deployment web(int replicas) {
        return new V1Deployment()
                .metadata(new V1ObjectMeta().name("web"))
                .spec(new V1DeploymentSpec()
                        .replicas(replicas)
                        .selector(new V1LabelSelector().putMatchLabelsItem("app", "web"))
                        .template(new V1PodTemplateSpec()
                                .metadata(new V1ObjectMeta().putLabelsItem("app", "web"))
                                .spec(new V1PodSpec()
                                        .addContainersItem(
                                                new V1Container().name("web").image("example.com/web:1")))));
    }

    private String next() throws InterruptedException {
        String event = told.poll(30, TimeUnit.SECONDS);
        assertThat(event).as("an event in thirty seconds").isNotNull();
        return event;
    }

    @Test
    void objects() throws Exception {
        assertThat(new VersionApi(client).getCode().execute().getMinor()).isEqualTo("36");
        for (String name : List.of("a", "b", "c", "d", "e")) {
            core.createNamespacedConfigMap(namespace, settings(name, name.compareTo("c") < 0 ? "front" : "back"))
                    .execute();
        }
        ApiException taken = catchThrowableOfType(
                ApiException.class, () -> core.createNamespacedConfigMap(namespace, settings("a", "front"))
                        .execute());
        assertThat(taken.getCode()).isEqualTo(409);
        assertThat(taken.getResponseBody()).contains("\"reason\":\"AlreadyExists\"");
        assertThat(core.listNamespacedConfigMap(namespace)
                        .labelSelector("tier in (front)")
                        .execute()
                        .getItems())
                .hasSize(2);
        assertThat(core.listNamespacedConfigMap(namespace)
                        .fieldSelector("metadata.name=c")
                        .execute()
                        .getItems())
                .hasSize(1);
        List<String> names = new ArrayList<>();
        String next = null;
        do {
            V1ConfigMapList page = core.listNamespacedConfigMap(namespace)
                    .labelSelector("tier")
                    .limit(2)
                    ._continue(next)
                    .execute();
            page.getItems().forEach(m -> names.add(m.getMetadata().getName()));
            next = page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
        assertThat(names).containsExactly("a", "b", "c", "d", "e");

        V1ConfigMap read = core.readNamespacedConfigMap("a", namespace).execute();
        String first = read.getMetadata().getResourceVersion();
        core.replaceNamespacedConfigMap("a", namespace, read.putDataItem("a", "2"))
                .execute();
        read.getMetadata().setResourceVersion(first);
        assertThat(catchThrowableOfType(ApiException.class, () -> core.replaceNamespacedConfigMap(
                                        "a", namespace, read.putDataItem("a", "3"))
                                .execute())
                        .getCode())
                .isEqualTo(409);
        core.deleteCollectionNamespacedConfigMap(namespace)
                .labelSelector("tier=back")
                .execute();
        assertThat(core.listNamespacedConfigMap(namespace)
                        .labelSelector("tier")
                        .execute()
                        .getItems())
                .hasSize(2);
        assertThat(core.deleteNamespacedConfigMap("a", namespace).execute().getStatus())
                .isEqualTo("Success");
    }

    @Test
    void patches() throws Exception {
        apps.createNamespacedDeployment(namespace, web(0)).execute();
        patch(
                V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH,
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"example.com/side:1\"}]}}}}");
        patch(V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"metadata\":{\"labels\":{\"kind\":\"merge\"}}}");
        V1Deployment patched = patch(
                V1Patch.PATCH_FORMAT_JSON_PATCH,
                "[{\"op\":\"add\",\"path\":\"/metadata/labels/kind\",\"value\":\"json\"}]");
        assertThat(patched.getSpec().getTemplate().getSpec().getContainers()).hasSize(2);
        assertThat(patched.getMetadata().getLabels()).containsEntry("kind", "json");
        String owned =
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"shared\"},\"data\":{\"a\":\"1\"}}";
        apply("one", owned, false);
        ApiException conflict =
                catchThrowableOfType(ApiException.class, () -> apply("two", owned.replace("\"1\"", "\"2\""), false));
        assertThat(conflict.getCode()).isEqualTo(409);
        assertThat(conflict.getResponseBody()).contains("FieldManagerConflict", ".data.a");
        assertThat(apply("two", owned.replace("\"1\"", "\"2\""), true).getData())
                .containsEntry("a", "2");
    }

    private V1Deployment patch(String format, String patch) throws ApiException {
        return PatchUtils.patch(
                V1Deployment.class,
                () -> apps.patchNamespacedDeployment("web", namespace, new V1Patch(patch))
                        .buildCall(null),
                format,
                client);
    }

    private V1ConfigMap apply(String manager, String object, boolean force) throws ApiException {
        return PatchUtils.patch(
                V1ConfigMap.class,
                () -> core.patchNamespacedConfigMap("shared", namespace, new V1Patch(object))
                        .fieldManager(manager)
                        .force(force)
                        .buildCall(null),
                V1Patch.PATCH_FORMAT_APPLY_YAML,
                client);
    }

    @Test
    void workloads() throws Exception {
        apps.createNamespacedDeployment(namespace, web(1)).execute();
        await().atMost(SOON).ignoreExceptions().until(() -> {
            // the controller writes meanwhile
            V1Scale scale = apps.readNamespacedDeploymentScale("web", namespace).execute();
            scale.getSpec().setReplicas(2);
            return apps.replaceNamespacedDeploymentScale("web", namespace, scale)
                            .execute()
                            .getSpec()
                            .getReplicas()
                    == 2;
        });
        await().atMost(SOON).until(() -> Integer.valueOf(2)
                .equals(apps.readNamespacedDeploymentStatus("web", namespace)
                        .execute()
                        .getStatus()
                        .getReadyReplicas()));
        List<V1Pod> pods = core.listNamespacedPod(namespace)
                .labelSelector("app=web")
                .execute()
                .getItems();
        assertThat(pods).hasSize(2);
        String name = pods.getFirst().getMetadata().getName();
        assertThat(core.readNamespacedPodLog(name, namespace).execute()).contains("This container is simulated");
        assertThat(catchThrowableOfType(ApiException.class, () -> new Exec(client)
                        .exec(namespace, "nobody", new String[] {"true"}, false)))
                .isNotNull();
        // a server answers with a Status, which the client's model of the answer has no room for
        try (Response evicted = core.createNamespacedPodEviction(
                        name,
                        namespace,
                        new V1Eviction().metadata(new V1ObjectMeta().name(name).namespace(namespace)))
                .buildCall(null)
                .execute()) {
            assertThat(evicted.code()).isEqualTo(201);
        }
        await().atMost(SOON).until(() -> core.listNamespacedPod(namespace)
                .fieldSelector("metadata.name=" + name)
                .execute()
                .getItems()
                .isEmpty());
    }

    @Test
    void watchesAndInformers() throws Exception {
        core.createNamespacedConfigMap(namespace, settings("a", "front")).execute();
        V1ConfigMapList list = core.listNamespacedConfigMap(namespace)
                .labelSelector("tier=front")
                .execute();
        try (Watch<V1ConfigMap> watch = Watch.createWatch(
                client,
                core.listNamespacedConfigMap(namespace)
                        .labelSelector("tier=front")
                        .resourceVersion(list.getMetadata().getResourceVersion())
                        .allowWatchBookmarks(true)
                        .watch(true)
                        .buildCall(null),
                new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
            core.createNamespacedConfigMap(namespace, settings("b", "front")).execute();
            Watch.Response<V1ConfigMap> event = watch.next();
            assertThat(event.type + " " + event.object.getMetadata().getName()).isEqualTo("ADDED b");
            core.deleteNamespacedConfigMap("b", namespace).execute();
            assertThat(watch.next().type).isEqualTo("DELETED");
        }
        SharedInformerFactory factory = new SharedInformerFactory(client);
        SharedIndexInformer<V1ConfigMap> informer = factory.sharedIndexInformerFor(
                params -> core.listNamespacedConfigMap(namespace)
                        .labelSelector("tier")
                        .resourceVersion(params.resourceVersion)
                        .timeoutSeconds(params.timeoutSeconds)
                        .watch(params.watch)
                        .buildCall(null),
                V1ConfigMap.class,
                V1ConfigMapList.class,
                1000);
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(V1ConfigMap map) {
                told.add("add " + map.getMetadata().getName());
            }

            @Override
            public void onUpdate(V1ConfigMap old, V1ConfigMap map) {
                told.add("update " + map.getMetadata().getName());
            }

            @Override
            public void onDelete(V1ConfigMap map, boolean unknown) {
                told.add("delete " + map.getMetadata().getName());
            }
        });
        factory.startAllRegisteredInformers();
        try {
            assertThat(next()).isEqualTo("add a");
            core.createNamespacedConfigMap(namespace, settings("c", "back")).execute();
            await().atMost(SOON).until(() -> told.contains("add c"));
            core.deleteNamespacedConfigMap("c", namespace).execute();
            await().atMost(SOON).until(() -> told.contains("delete c"));
            assertThat(informer.getIndexer().list()).hasSize(1);
        } finally {
            factory.stopAllRegisteredInformers();
        }
    }

    @Test
    void protobuf() throws Exception {
        ProtoClient proto = new ProtoClient(client);
        String path = "/api/v1/namespaces/" + namespace + "/configmaps";
        V1.ConfigMap map = V1.ConfigMap.newBuilder()
                .setMetadata(Meta.ObjectMeta.newBuilder().setName("p").setNamespace(namespace))
                .putData("a", "1")
                .build();
        ObjectOrStatus<V1.ConfigMap> made = proto.create(map, path, "v1", "ConfigMap");
        assertThat(made.status).isNull();
        assertThat(made.object.getMetadata().getUid()).isNotEmpty();
        ObjectOrStatus<V1.ConfigMap> again = proto.create(map, path, "v1", "ConfigMap");
        assertThat(again.status.getReason()).isEqualTo("AlreadyExists");
        ObjectOrStatus<V1.ConfigMap> read = proto.get(V1.ConfigMap.newBuilder(), path + "/p");
        assertThat(read.object.getDataMap()).containsEntry("a", "1");
        ObjectOrStatus<V1.ConfigMap> changed =
                proto.update(read.object.toBuilder().putData("b", "2").build(), path + "/p", "v1", "ConfigMap");
        assertThat(changed.object.getDataMap()).hasSize(2);
        ObjectOrStatus<V1.ConfigMap> merged =
                proto.merge(V1.ConfigMap.newBuilder().putData("c", "3").build(), path + "/p", "v1", "ConfigMap");
        assertThat(merged.status).as("patches are text").isNotNull();
        ObjectOrStatus<V1.ConfigMapList> list = proto.list(V1.ConfigMapList.newBuilder(), path);
        assertThat(list.object.getItemsList())
                .extracting(m -> m.getMetadata().getName())
                .contains("p", "kube-root-ca.crt");

        apps.createNamespacedDeployment(namespace, web(1)).execute();
        ObjectOrStatus<V1Apps.Deployment> web =
                proto.get(V1Apps.Deployment.newBuilder(), "/apis/apps/v1/namespaces/" + namespace + "/deployments/web");
        assertThat(web.object.getSpec().getTemplate().getSpec().getContainers(0).getImage())
                .isEqualTo("example.com/web:1");
        assertThat(web.object
                        .getSpec()
                        .getStrategy()
                        .getRollingUpdate()
                        .getMaxSurge()
                        .getStrVal())
                .isEqualTo("25%");
        ObjectOrStatus<V1.ConfigMap> gone = proto.delete(V1.ConfigMap.newBuilder(), path + "/p");
        assertThat(gone.status.getStatus()).isEqualTo("Success");
        assertThat(proto.get(V1.ConfigMap.newBuilder(), path + "/p").status.getCode())
                .isEqualTo(404);
    }

    @Test
    void customResources() throws Exception {
        DynamicKubernetesApi definitions =
                new DynamicKubernetesApi("apiextensions.k8s.io", "v1", "customresourcedefinitions", client);
        DynamicKubernetesObject definition = Dynamics.newFromYaml("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: chairs.java.example.com}
                spec:
                  group: java.example.com
                  scope: Namespaced
                  names: {plural: chairs, singular: chair, kind: Chair}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources: {status: {}}
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec: {type: object, properties: {legs: {type: integer, minimum: 3}}}
                          status: {type: object, properties: {stands: {type: boolean}}}
                """);
        definitions.create(definition).throwsApiException();
        await().atMost(SOON).until(() -> definitions
                .get("chairs.java.example.com")
                .getObject()
                .getRaw()
                .toString()
                .contains("\"type\":\"Established\""));
        DynamicKubernetesApi chairs = new DynamicKubernetesApi("java.example.com", "v1", "chairs", client);
        String chair =
                "{\"apiVersion\":\"java.example.com/v1\",\"kind\":\"Chair\",\"metadata\":{\"name\":\"stool\",\"namespace\":\""
                        + namespace + "\"},\"spec\":{\"legs\":3}}";
        DynamicKubernetesObject made =
                chairs.create(Dynamics.newFromJson(chair)).throwsApiException().getObject();
        assertThat(chairs.create(Dynamics.newFromJson(
                                chair.replace("stool", "rod").replace("3}", "1}")))
                        .getHttpStatusCode())
                .isEqualTo(422);
        chairs.updateStatus(made, object -> Map.of("stands", true)).throwsApiException();
        assertThat(chairs.get(namespace, "stool").getObject().getRaw().toString())
                .contains("\"stands\":true");
        chairs.delete(namespace, "stool").throwsApiException();
        definitions.delete("chairs.java.example.com").throwsApiException();
    }

    @Test
    void ofTwoWritersOfALeaseOneWins() throws Exception {
        CoordinationV1Api leases = new CoordinationV1Api(client);
        OffsetDateTime now = OffsetDateTime.parse("2030-01-02T03:04:05.678901Z");
        V1Lease lease = leases.createNamespacedLease(
                        namespace,
                        new V1Lease()
                                .metadata(new V1ObjectMeta().name("chair"))
                                .spec(new V1LeaseSpec()
                                        .holderIdentity("one")
                                        .leaseDurationSeconds(15)
                                        .renewTime(now)))
                .execute();
        assertThat(lease.getSpec().getRenewTime()).as("microseconds stay").isEqualTo(now);
        V1Lease theirs = leases.readNamespacedLease("chair", namespace).execute();
        theirs.getSpec().setHolderIdentity("two");
        leases.replaceNamespacedLease("chair", namespace, theirs).execute();
        lease.getSpec().setHolderIdentity("three");
        assertThat(catchThrowableOfType(
                                ApiException.class, () -> leases.replaceNamespacedLease("chair", namespace, lease)
                                        .execute())
                        .getCode())
                .isEqualTo(409);
    }
}
