package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What a pod on a node may be resized to. */
class ResizePodTest {
    private final WriteFixture fixture = WriteFixture.withAdmission();

    @BeforeEach
    void pod() {
        fixture.namespace("a");
        fixture.create("v1", "ServiceAccount", "a", "{'metadata':{'name':'default'}}");
        node("n", "linux");
        fixture.create(
                "v1",
                "Pod",
                "a",
                "{'metadata':{'name':'p'},'spec':{'nodeName':'n','initContainers':[{'name':'i','image':'i','resources':"
                        + "{'requests':{'cpu':'100m'},'limits':{'cpu':'200m'}}}],'containers':[{'name':'c','image':'i',"
                        + "'resources':{'requests':{'cpu':'500m','memory':'1Gi'},'limits':{'cpu':'3'}}}]}}");
    }

    private void node(String name, String os) {
        fixture.create(
                "v1", "Node", "", "{'metadata':{'name':'" + name + "','labels':{'kubernetes.io/os':'" + os + "'}}}");
        ObjectNode node = fixture.get("v1", "Node", "", name);
        node.putObject("status").putObject("allocatable").put("cpu", "2").put("memory", "2Gi");
        fixture.update(node, "status");
    }

    private void resize(String list, String container, String resources) {
        fixture.patch(
                "v1",
                "Pod",
                "a",
                "p",
                "resize",
                "strategic-merge",
                "{'spec':{'" + list + "':[{'name':'" + container + "','resources':" + resources + "}]}}");
    }

    @Test
    void mustFitIntoWhatTheNodeCanGive() {
        resize("containers", "c", "{'requests':{'cpu':'1500m'}}");
        assertThatThrownBy(() -> resize("containers", "c", "{'requests':{'cpu':'2500m','memory':'1Gi'}}"))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e)
                            .hasMessage("pods \"p\" is forbidden: node didn't have enough allocatable resources: cpu,"
                                    + " requested: 2500, allocatable: 2000");
                    assertThat(e.details().causes())
                            .extracting(ApiException.Cause::reason)
                            .containsExactly("NodeCapacity");
                });
    }

    @Test
    void needsANodeThatHasDeclaredWhatItTakes() {
        assertThatThrownBy(() -> resize("initContainers", "i", "{'requests':{'cpu':'150m'}}"))
                .hasMessage("pods \"p\" is forbidden: pod update requires features"
                        + " InPlacePodVerticalScalingInitContainers which are not available on node \"n\"");
        ObjectNode node = fixture.get("v1", "Node", "", "n");
        ((ObjectNode) node.withObject("/status"))
                .putArray("declaredFeatures")
                .add("InPlacePodVerticalScalingInitContainers");
        fixture.update(node, "status");
        resize("initContainers", "i", "{'requests':{'cpu':'150m'}}");
    }

    @Test
    void isNotPossibleOnOtherSystems() {
        ObjectNode node = fixture.get("v1", "Node", "", "n");
        ((ObjectNode) node.withObject("/metadata/labels")).put("kubernetes.io/os", "windows");
        fixture.update(node);
        assertThatThrownBy(() -> resize("containers", "c", "{'requests':{'cpu':'1'}}"))
                .hasMessageContaining("pod resize is only supported on linux nodes, node \"n\" is \"windows\"");
    }
}
