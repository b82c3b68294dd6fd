package dev.quarterdeck.state.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.write.WriteFixture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class AdmitDeviceClaimTest {
    private final WriteFixture cluster = WriteFixture.withWebhooks();

    private ObjectNode claim(String namespace, String admin) {
        return cluster.create(
                "resource.k8s.io/v1",
                "ResourceClaim",
                namespace,
                "{'metadata':{'name':'c'},'spec':{'devices':{'requests':[{'name':'r','exactly':{'deviceClassName':'gpu','adminAccess':"
                        + admin + "}}]}}}");
    }

    @Test
    void administrationIsForNamespacesThatAreLabelledForIt() {
        cluster.create("v1", "Namespace", "", "{'metadata':{'name':'plain'}}");
        cluster.create(
                "v1",
                "Namespace",
                "",
                "{'metadata':{'name':'admin','labels':{'resource.kubernetes.io/admin-access':'true'}}}");

        assertThat(claim("admin", "true").at("/metadata/name").stringValue()).isEqualTo("c");
        assertThatThrownBy(() -> claim("plain", "true"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(422))
                .hasMessageContaining("spec.devices.requests[0].adminAccess");
        assertThat(claim("plain", "false").at("/metadata/name").stringValue()).isEqualTo("c");
    }
}
