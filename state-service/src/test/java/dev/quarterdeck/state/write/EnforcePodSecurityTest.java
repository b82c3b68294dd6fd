package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class EnforcePodSecurityTest {
    private static final String PRIVILEGED =
            "{'containers':[{'name':'c','image':'i','securityContext':{'privileged':true}}]}";
    private static final String PLAIN = "{'containers':[{'name':'c','image':'i'}]}";

    private final WriteFixture fixture = WriteFixture.withAdmission();

    private ObjectNode namespace(String labels) {
        ObjectNode namespace =
                fixture.create("v1", "Namespace", "", "{'metadata':{'name':'a','labels':{" + labels + "}}}");
        fixture.create("v1", "ServiceAccount", "a", "{'metadata':{'name':'default'}}");
        return namespace;
    }

    private WriteResult pod(String name, String spec) {
        return fixture.post("v1", "Pod", "a", "", "", "{'metadata':{'name':'" + name + "'},'spec':" + spec + "}");
    }

    @Test
    void refusesPodsThatThePolicyForbids() {
        namespace("'pod-security.kubernetes.io/enforce':'baseline'");
        assertThatThrownBy(() -> pod("p", PRIVILEGED)).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.reason()).isEqualTo(StatusReason.FORBIDDEN);
            assertThat(e)
                    .hasMessage(
                            "pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": privileged (container"
                                    + " \"c\" must not set securityContext.privileged=true)");
        });
        assertThat(pod("q", PLAIN).warnings()).isEmpty();
    }

    @Test
    void warnsAboutWorkloadsAndLetsThemIn() {
        namespace("'pod-security.kubernetes.io/enforce':'baseline','pod-security.kubernetes.io/warn':'restricted',"
                + "'pod-security.kubernetes.io/warn-version':'v1.22'");
        WriteResult made = fixture.post(
                "apps/v1",
                "Deployment",
                "a",
                "",
                "",
                "{'metadata':{'name':'d'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':"
                        + "{'labels':{'a':'b'}},'spec':" + PLAIN + "}}}");
        assertThat(made.warnings())
                .singleElement()
                .asString()
                .startsWith("would violate PodSecurity \"restricted:v1.22\": allowPrivilegeEscalation != false");
        assertThat(pod("p", PLAIN).warnings()).hasSize(1);
    }

    @Test
    void refusesLabelsThatCannotBeRead() {
        assertThatThrownBy(() -> namespace("'pod-security.kubernetes.io/enforce':'strict'"))
                .hasMessage("Namespace \"a\" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid"
                        + " value: \"strict\": must be one of privileged, baseline, restricted");
        assertThatThrownBy(() -> namespace("'pod-security.kubernetes.io/warn-version':'1.22'"))
                .hasMessageContaining("must be \"latest\" or \"v1.x\"");
    }

    @Test
    void warnsAboutPodsThatAreThereWhenAPolicyBecomesStricter() {
        ObjectNode namespace = namespace("");
        pod("one", PRIVILEGED);
        pod("two", PRIVILEGED);
        pod("three", "{'hostNetwork':true,'containers':[{'name':'c','image':'i'}]}");
        pod("fine", PLAIN);
        ObjectNode now = fixture.get("v1", "Namespace", "", "a");
        ((ObjectNode) now.withObject("/metadata/labels")).put("pod-security.kubernetes.io/enforce", "baseline");
        assertThat(fixture.put("v1", "Namespace", "", "a", "", now).warnings())
                .isEqualTo(List.of(
                        "existing pods in namespace \"a\" violate the new PodSecurity enforce level"
                                + " \"baseline:latest\"",
                        "one (and 1 other pod): privileged",
                        "three: host namespaces"));
        assertThat(namespace.path("metadata").path("name").asString()).isEqualTo("a");
    }

    @Test
    void looksAtAPodAgainOnlyWhenItsImagesChange() {
        namespace("");
        pod("p", PRIVILEGED);
        ObjectNode now = fixture.get("v1", "Namespace", "", "a");
        ((ObjectNode) now.withObject("/metadata/labels")).put("pod-security.kubernetes.io/enforce", "baseline");
        fixture.put("v1", "Namespace", "", "a", "", now);
        fixture.patch("v1", "Pod", "a", "p", "", "merge", "{'metadata':{'labels':{'x':'y'}}}");
        assertThatThrownBy(() -> fixture.patch(
                        "v1",
                        "Pod",
                        "a",
                        "p",
                        "",
                        "strategic-merge",
                        "{'spec':{'containers':[{'name':'c','image':'j'}]}}"))
                .hasMessageContaining("violates PodSecurity");
    }
}
