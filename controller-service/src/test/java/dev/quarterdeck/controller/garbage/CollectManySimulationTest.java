package dev.quarterdeck.controller.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.controller.wiring.ServedResources;
import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.reconcile.client.ApiResource;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One owner of many objects: each costs two requests, and the owner is looked at a few times only, however many there are. Run it with
 * {@code -Dquarterdeck.garbage.objects=100000} for the figures in the documentation.
 */
class CollectManySimulationTest {
    private static final int OBJECTS = Integer.getInteger("quarterdeck.garbage.objects", 1000);

    private static SimulatedCluster cluster() {
        return new SimulatedCluster(1)
                .kubelets(false)
                .mostSteps(10 * OBJECTS + 10_000)
                .run(c -> GarbageController.create(c, ServedResources.fixed(BuiltInResources.catalog())));
    }

    private static ConfigMap map(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .endMetadata()
                .build();
    }

    @ParameterizedTest
    @EnumSource(names = {"BACKGROUND", "FOREGROUND", "ORPHAN"})
    void eachObjectCostsTwoRequests(Propagation propagation) {
        SimulatedCluster cluster = cluster();
        ConfigMap owner = cluster.get(() -> cluster.api.create(map("owner")));
        for (int i = 0; i < OBJECTS; i++) {
            cluster.create(new ConfigMapBuilder(map("child-" + i))
                    .editMetadata()
                    .addNewOwnerReference()
                    .withApiVersion("v1")
                    .withKind("ConfigMap")
                    .withName("owner")
                    .withUid(owner.getMetadata().getUid())
                    .withBlockOwnerDeletion(true)
                    .endOwnerReference()
                    .endMetadata()
                    .build());
        }
        cluster.converge();
        cluster.server.forgetRequests();
        long before = cpu();
        cluster.quietly(() -> cluster.api.delete(owner, propagation)).converge();
        long spent = cpu() - before;

        assertThat(cluster.server.count("configmaps")).isEqualTo(propagation == Propagation.ORPHAN ? OBJECTS : 0);
        List<String> requests = cluster.server.requests();
        assertThat(requests).hasSizeLessThan(2 * OBJECTS + 60);
        assertThat(requests.stream().filter(r -> r.contains("configmaps/owner")))
                .hasSizeLessThan(40);
        assertThat(requests.stream()
                        .filter(r -> r.startsWith("GET "))
                        .distinct()
                        .count())
                .isCloseTo(OBJECTS + 1L, Offset.offset(1L));
        Stream.of(propagation + ": " + OBJECTS + " objects, " + requests.size() + " requests, " + spent / 1000 / OBJECTS
                        + " us of CPU per object, server included")
                .forEach(System.out::println);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** What the collector remembers of an object, beside the cache it is told by. */
    @Test
    @EnabledIf("many")
    void anObjectTakesLessThanTwoKilobytesOfMemory() {
        KubernetesSerialization serialization = new KubernetesSerialization();
        ApiResource resource = ApiResource.of(ConfigMap.class);
        String meta = """
                {"name": "child-%d", "namespace": "default", "uid": "%s", "ownerReferences": [{"apiVersion": "v1", "kind":
                "ConfigMap", "name": "owner", "uid": "7cc8a4ac-5c8b-4ae9-9c35-5d7f9e6ecb51", "blockOwnerDeletion": true}]}
                """;
        OwnerGraph graph = new OwnerGraph();
        long before = used();
        for (int i = 0; i < OBJECTS; i++) {
            graph.put(
                    Vertex.of(resource, serialization.unmarshal(meta.formatted(i, new UUID(i, i)), ObjectMeta.class)));
        }
        long each = (used() - before) / OBJECTS;
        System.out.println(each + " bytes of memory per object");
        assertThat(graph.count("7cc8a4ac-5c8b-4ae9-9c35-5d7f9e6ecb51")).isEqualTo(OBJECTS);
        assertThat(each).isLessThan(2048);
    }

    /** With few of them it would be all noise. */
    static boolean many() {
        return OBJECTS >= 20_000;
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
