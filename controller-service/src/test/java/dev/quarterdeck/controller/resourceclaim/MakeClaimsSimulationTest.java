package dev.quarterdeck.controller.resourceclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MakeClaimsSimulationTest {
    private static final String TEMPLATE = """
            apiVersion: resource.k8s.io/v1
            kind: ResourceClaimTemplate
            metadata: {name: gpu, namespace: default}
            spec:
              metadata: {labels: {team: red}}
              spec: {devices: {requests: [{name: one, exactly: {deviceClassName: gpu}}]}}
            """;
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: train, namespace: default, labels: {app: train}}
            spec:
              containers: [{name: c, image: i}]
              resourceClaims: [{name: card, resourceClaimTemplateName: gpu}, {name: shared, resourceClaimName: pool}]
            """;

    private static SimulatedCluster cluster(long seed) {
        return new SimulatedCluster(seed).run(ResourceClaimController::create).kubelets(false);
    }

    private static SimulatedCluster load(SimulatedCluster cluster, String yaml) {
        HasMetadata object = Serialization.unmarshal(yaml);
        return cluster.create(object);
    }

    private static List<ResourceClaim> claims(SimulatedCluster cluster) {
        return cluster.get(() -> cluster.api.list(ResourceClaim.class, "default"));
    }

    private static Pod pod(SimulatedCluster cluster) {
        return cluster.pods().getFirst();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aPodGetsOneClaimPerTemplateAndItsNameInTheStatus(long seed) {
        SimulatedCluster cluster = load(load(cluster(seed), TEMPLATE), POD).converge();
        ResourceClaim claim = claims(cluster).getFirst();
        assertThat(claims(cluster)).hasSize(1);
        assertThat(claim.getMetadata().getName()).startsWith("train-card-");
        assertThat(claim.getMetadata().getLabels()).containsEntry("team", "red");
        assertThat(claim.getMetadata().getAnnotations()).containsEntry(PodClaimPlanner.POD_CLAIM, "card");
        assertThat(pod(cluster).getStatus().getResourceClaimStatuses())
                .singleElement()
                .satisfies(s -> {
                    assertThat(s.getName()).isEqualTo("card");
                    assertThat(s.getResourceClaimName())
                            .isEqualTo(claim.getMetadata().getName());
                });
        cluster.server.forgetRequests();
        cluster.converge();
        assertThat(cluster.server.writes()).isEmpty();
    }

    @Test
    void aPodWaitsForItsTemplate() {
        SimulatedCluster cluster = load(cluster(1), POD).converge();
        cluster.expectEvents(
                "Warning FailedResourceClaimCreation Pod/train PodResourceClaim card: resource claim template \"gpu\": resourceclaimtemplate.resource.k8s.io \"gpu\" not found");
        load(cluster, TEMPLATE).converge();
        assertThat(claims(cluster)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aClaimIsFreedWhenItsLastPodHasEnded(long seed) {
        SimulatedCluster cluster = load(cluster(seed), POD);
        String uid = pod(cluster).getMetadata().getUid();
        load(cluster, """
                apiVersion: resource.k8s.io/v1
                kind: ResourceClaim
                metadata: {name: pool, namespace: default, finalizers: [resource.kubernetes.io/delete-protection]}
                spec: {devices: {requests: [{name: one, exactly: {deviceClassName: gpu}}]}}
                status:
                  allocation: {devices: {results: [{request: one, driver: d, pool: p, device: x}]}}
                  reservedFor:
                  - {resource: pods, name: train, uid: %s}
                  - {resource: pods, name: gone, uid: old}
                """.formatted(uid)).converge();
        ResourceClaim claim = claims(cluster).getFirst();
        assertThat(claim.getStatus().getReservedFor()).singleElement().satisfies(r -> assertThat(r.getName())
                .isEqualTo("train"));
        assertThat(claim.getStatus().getAllocation()).isNotNull();
        Pod ended = new PodBuilder(pod(cluster))
                .editOrNewStatus()
                .withPhase("Succeeded")
                .endStatus()
                .build();
        cluster.quietly(() -> cluster.api.updateStatus(ended));
        cluster.converge();
        ResourceClaim free = claims(cluster).getFirst();
        assertThat(free.getStatus().getReservedFor()).isEmpty();
        assertThat(free.getStatus().getAllocation()).isNull();
        assertThat(free.getMetadata().getFinalizers()).isEmpty();
    }

    @Test
    void aClaimThatWasMadeForAPodGoesWhenThePodHasEnded() {
        SimulatedCluster cluster = load(load(cluster(1), TEMPLATE), POD).converge();
        Pod ended = new PodBuilder(pod(cluster))
                .editOrNewStatus()
                .withPhase("Failed")
                .endStatus()
                .build();
        cluster.quietly(() -> cluster.api.updateStatus(ended));
        cluster.converge();
        assertThat(claims(cluster)).isEmpty();
    }

    @Test
    void longNamesAreBothCut() {
        assertThat(PodClaimPlanner.prefix("p".repeat(60), "c".repeat(20)))
                .hasSizeLessThanOrEqualTo(57)
                .startsWith("ppp")
                .endsWith("-ccccccccccccc");
    }
}
