package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class PodSubresourcesTest {
    private final WriteFixture cluster = new WriteFixture().namespace("default");

    @BeforeEach
    void makeAPod() {
        cluster.create(
                "v1",
                "Pod",
                "default",
                "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','image':'i:1','resources':"
                        + "{'requests':{'cpu':'100m'}}}]}}");
    }

    private ObjectNode patch(String sub, String kind, String body) {
        return WriteFixture.tree(cluster.patch("v1", "Pod", "default", "p", sub, kind, body));
    }

    @Test
    void addsEphemeralContainersAndLeavesThemAlone() {
        ObjectNode pod = patch(
                "ephemeralcontainers",
                "strategic-merge",
                "{'spec':{'ephemeralContainers':[{'name':'debug','image':'busybox:1'}]}}");
        assertThat(pod.at("/spec/ephemeralContainers/0/terminationMessagePath").stringValue())
                .isEqualTo("/dev/termination-log");
        assertThat(pod.at("/metadata/generation").intValue()).isEqualTo(2);
        assertThatThrownBy(() -> patch(
                        "ephemeralcontainers",
                        "strategic-merge",
                        "{'spec':{'ephemeralContainers':[{'name':'debug','image':'busybox:2'}]}}"))
                .hasMessageContaining("existing ephemeral containers \"debug\" may not be changed");
        assertThatThrownBy(() -> patch("ephemeralcontainers", "merge", "{'spec':{'ephemeralContainers':null}}"))
                .hasMessageContaining("existing ephemeral containers \"debug\" may not be removed");
    }

    @Test
    void resizesWithinTheClassOfService() {
        ObjectNode pod = patch(
                "resize",
                "strategic-merge",
                "{'spec':{'nodeName':'x','containers':[{'name':'c','image':'other','resources':{'requests':"
                        + "{'cpu':'200m'}}}]}}");
        assertThat(pod.at("/spec/containers/0/resources/requests/cpu").stringValue())
                .isEqualTo("200m");
        assertThat(pod.at("/spec/containers/0/image").stringValue()).isEqualTo("i:1");
        assertThat(pod.at("/spec").has("nodeName")).isFalse();
        assertThatThrownBy(() ->
                        patch("resize", "json", "[{'op':'remove','path':'/spec/containers/0/resources/requests'}]"))
                .hasMessageContaining("Pod QOS Class may not change as a result of resizing");
    }

    @Test
    void keepsTheSpecApartFromTheStatus() {
        ObjectNode pod = patch(
                "status",
                "merge",
                "{'metadata':{'ownerReferences':[{'apiVersion':'v1','kind':'Node','name':'n','uid':'u'}]},"
                        + "'spec':{'nodeName':'n'},'status':{'phase':'Running'}}");
        assertThat(pod.at("/status/phase").stringValue()).isEqualTo("Running");
        assertThat(pod.at("/spec").has("nodeName")).isFalse();
        assertThat(pod.at("/metadata").has("ownerReferences")).isFalse();
        assertThat(patch("", "merge", "{'status':{'phase':'Failed'}}")
                        .at("/status/phase")
                        .stringValue())
                .isEqualTo("Running");
    }
}
