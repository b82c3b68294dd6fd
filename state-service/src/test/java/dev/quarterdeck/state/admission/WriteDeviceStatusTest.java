package dev.quarterdeck.state.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.write.WriteFixture;
import dev.quarterdeck.stateclient.Caller;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Who may write which part of a claim's status, and what becomes of devices' status when they are given back. */
class WriteDeviceStatusTest {
    private static final String API = "resource.k8s.io/v1";
    private static final String RBAC = "rbac.authorization.k8s.io/v1";
    private static final String SAID =
            "{'driver':'gpu.example.com','pool':'node-1','device':'gpu-0','data':{'temperature':%d}}";
    private static final String ALLOCATION = "{'devices':{'results':[{'request':'r','driver':'gpu.example.com',"
            + "'pool':'node-1','device':'gpu-0'}]},'nodeSelector':{'nodeSelectorTerms':[{'matchFields':["
            + "{'key':'metadata.name','operator':'In','values':['node-1']}]}]}}";

    private final WriteFixture cluster = WriteFixture.withWebhooks();

    @BeforeEach
    void allocate() {
        cluster.create("v1", "Namespace", "", "{'metadata':{'name':'ns'}}");
        cluster.create(
                API,
                "ResourceClaim",
                "ns",
                "{'metadata':{'name':'c'},'spec':{'devices':{'requests':[{'name':'r','exactly':{'deviceClassName':'gpu'}}]}}}");
        status("{'allocation':" + ALLOCATION + "}");
    }

    private void status(String status) {
        cluster.patch(API, "ResourceClaim", "ns", "c", "status", "merge", "{'status':" + status + "}");
    }

    private ObjectNode claim() {
        return cluster.get(API, "ResourceClaim", "ns", "c");
    }

    private void say(int temperature) {
        status("{'devices':[" + SAID.formatted(temperature) + "]}");
    }

    /** A service account that may do this in the claim's namespace, or in all where {@code everywhere}. */
    private void become(String rules, boolean everywhere, Map<String, List<String>> extra) {
        cluster.caller = WriteFixture.ADMIN;
        cluster.create(RBAC, "ClusterRole", "", "{'metadata':{'name':'driver'},'rules':[" + rules + "]}");
        cluster.create(
                RBAC,
                everywhere ? "ClusterRoleBinding" : "RoleBinding",
                everywhere ? "" : "ns",
                "{'metadata':{'name':'driver'},'subjects':[{'kind':'ServiceAccount','namespace':'ns','name':'driver'}],"
                        + "'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'driver'}}");
        cluster.caller = new Caller(
                "system:serviceaccount:ns:driver", "", List.of("system:authenticated"), extra, "driver", "1");
    }

    private static String may(String verb, String resource, String name) {
        return "{'apiGroups':['resource.k8s.io'],'resources':['" + resource + "'],'verbs':['" + verb + "']"
                + (name.isEmpty() ? "" : ",'resourceNames':['" + name + "']") + "}";
    }

    private void assertSayingIsRefused(String verb) {
        assertThatThrownBy(() -> say(60))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(422))
                .hasMessageContaining("status.devices: Forbidden: changing status.devices requires")
                .hasMessageContaining(
                        "resourceclaims.resource.k8s.io \"gpu.example.com\" is forbidden: "
                                + "User \"system:serviceaccount:ns:driver\" cannot " + verb
                                + " resource \"resourceclaims/driver\" in API group \"resource.k8s.io\" in the namespace \"ns\"");
    }

    @Test
    void whatIsSaidOfDevicesGoesWithThem() {
        say(60);
        assertThat(claim().at("/status/devices")).hasSize(1);

        status("{'allocation':null}");

        assertThat(claim().at("/status").propertyNames()).doesNotContain("devices", "allocation");
    }

    @Test
    void nothingCanBeSaidOfDevicesThatWereNeverAllocated() {
        assertThatThrownBy(() -> status("{'devices':[{'driver':'gpu.example.com','pool':'node-1','device':'gpu-7'}]}"))
                .hasMessageContaining("must be an allocated device in the claim");
    }

    @Test
    void theStatusAloneIsNotEnough() {
        become(may("patch", "resourceclaims/status", ""), false, Map.of());

        assertSayingIsRefused("arbitrary-node:patch");
        assertThatThrownBy(() -> status("{'allocation':null}"))
                .hasMessageContaining("status.allocation: Forbidden: changing status.allocation or status.reservedFor "
                        + "requires resource=\"resourceclaims/binding\", verb=\"patch\" permission: "
                        + "resourceclaims.resource.k8s.io is forbidden: User \"system:serviceaccount:ns:driver\" cannot patch "
                        + "resource \"resourceclaims/binding\" in API group \"resource.k8s.io\" at the cluster scope");
    }

    @Test
    void driversSpeakOfTheirOwnDevices() {
        become(may("arbitrary-node:patch", "resourceclaims/driver", "gpu.example.com"), false, Map.of());

        assertThatCode(() -> say(60)).doesNotThrowAnyException();
    }

    @Test
    void othersDoNot() {
        become(may("arbitrary-node:patch", "resourceclaims/driver", "nic.example.com"), false, Map.of());

        assertSayingIsRefused("arbitrary-node:patch");
    }

    @Test
    void theVerbOfTheRequestCounts() {
        become(may("arbitrary-node:update", "resourceclaims/driver", "gpu.example.com"), false, Map.of());

        assertSayingIsRefused("arbitrary-node:patch");
        ObjectNode claim = claim();
        claim.withObject("/status")
                .withArray("devices")
                .add(dev.quarterdeck.kube.object.Json.read(WriteFixture.json(SAID.formatted(60))));
        assertThatCode(() -> cluster.update(claim, "status")).doesNotThrowAnyException();
    }

    @Test
    void anAccountOfTheNodeMaySpeakOfItsDevices() {
        become(
                may("associated-node:patch", "resourceclaims/driver", "gpu.example.com"),
                false,
                Map.of("authentication.kubernetes.io/node-name", List.of("node-1")));

        assertThatCode(() -> say(60)).doesNotThrowAnyException();
    }

    @Test
    void notAnAccountOfAnotherNode() {
        become(
                may("associated-node:patch", "resourceclaims/driver", "gpu.example.com"),
                false,
                Map.of("authentication.kubernetes.io/node-name", List.of("node-2")));

        assertSayingIsRefused("arbitrary-node:patch");
    }

    @Test
    void whoBindsNeedsNoLeaveOfDriversToGiveDevicesBack() {
        say(60);
        become(may("patch", "resourceclaims/binding", ""), true, Map.of());

        status("{'allocation':null}");

        assertThat(claim().at("/status").propertyNames()).doesNotContain("devices", "allocation");
    }
}
