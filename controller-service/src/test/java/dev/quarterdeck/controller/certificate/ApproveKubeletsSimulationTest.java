package dev.quarterdeck.controller.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.controller.testing.SimulatedCluster;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.reconcile.client.ApiTransport;
import dev.quarterdeck.reconcile.client.ObjectApi;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Kubelets' requests are approved for those who may make them, and for nobody else. */
class ApproveKubeletsSimulationTest {
    private final List<String> asked = new ArrayList<>();

    /** A server whose reviews say yes to one subresource. */
    private SimulatedCluster cluster(String allowed) {
        return new SimulatedCluster(1, cluster -> {
                    cluster.informers.follow(cluster.server);
                    return new ObjectApi(
                            new ApiTransport() {
                                @Override
                                public byte[] exchange(ApiRequest request) throws InterruptedException {
                                    String path = request.pathAndQuery();
                                    if (path.endsWith("/subjectaccessreviews")) {
                                        return review(Json.read(request.body()), allowed);
                                    }
                                    // the fake knows no approval; it is a change of the status alone
                                    return cluster.server.exchange(new ApiRequest(
                                            request.method(),
                                            path.replace("/approval", "/status"),
                                            request.contentType(),
                                            request.body()));
                                }

                                @Override
                                public void watch(String path, Duration longest, LineConsumer lines)
                                        throws InterruptedException {
                                    cluster.server.watch(path, longest, lines);
                                }
                            },
                            new KubernetesSerialization());
                })
                .run(context -> CertificateController.create(context, null, null));
    }

    private byte[] review(ObjectNode review, String allowed) {
        String subresource = review.path("spec")
                .path("resourceAttributes")
                .path("subresource")
                .asString();
        asked.add(review.path("spec").path("user").asString() + " " + subresource);
        ObjectNode answer = Json.object();
        answer.putObject("status").put("allowed", subresource.equals(allowed));
        return Json.write(answer);
    }

    private static CertificateSigningRequest request(String user, String subject) {
        return new CertificateSigningRequestBuilder()
                .withNewMetadata()
                .withName("r")
                .endMetadata()
                .withNewSpec()
                .withSignerName(SignerRules.KUBELET_CLIENT)
                .withUsername(user)
                .withGroups("system:nodes")
                .withUsages("digital signature", "client auth")
                .withRequest(SignRequestsSimulationTest.pkcs10(subject, ""))
                .endSpec()
                .build();
    }

    private static boolean isApproved(SimulatedCluster cluster) {
        CertificateSigningRequest request = cluster.get(
                () -> cluster.api.get(CertificateSigningRequest.class, "", "r").orElseThrow());
        return request.getStatus() != null
                && request.getStatus().getConditions().stream()
                        .anyMatch(c ->
                                c.getType().equals("Approved") && c.getReason().equals("AutoApproved"));
    }

    @Test
    void aNodeRenewsItsOwnCertificate() {
        SimulatedCluster cluster = cluster("selfnodeclient")
                .create(request("system:node:n1", "O=system:nodes,CN=system:node:n1"))
                .converge();
        assertThat(isApproved(cluster)).isTrue();
        assertThat(asked).containsExactly("system:node:n1 selfnodeclient");
    }

    @Test
    void aNodeGetsNoOthersCertificate() {
        SimulatedCluster cluster = cluster("selfnodeclient")
                .create(request("system:node:n2", "O=system:nodes,CN=system:node:n1"))
                .converge();
        assertThat(isApproved(cluster)).isFalse();
        assertThat(asked).containsOnly("system:node:n2 nodeclient");
    }

    @Test
    void aBootstrapperGetsTheCertificateOfANode() {
        SimulatedCluster cluster = cluster("nodeclient")
                .create(request("system:bootstrap:abc", "O=system:nodes,CN=system:node:n1"))
                .converge();
        assertThat(isApproved(cluster)).isTrue();
    }

    @Test
    void whatIsNoNodesCertificateIsLeftToPeople() {
        SimulatedCluster cluster = cluster("nodeclient")
                .create(request("system:bootstrap:abc", "O=system:masters,CN=system:node:n1"))
                .converge();
        assertThat(isApproved(cluster)).isFalse();
        assertThat(asked).isEmpty();
    }
}
