package dev.quarterdeck.state.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.write.WriteFixture;
import dev.quarterdeck.stateclient.Caller;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class AdmitPodTest {
    private final WriteFixture cluster = WriteFixture.withAdmission().namespace("default");

    @BeforeEach
    void makeTheAccount() {
        cluster.create("v1", "ServiceAccount", "default", "{'metadata':{'name':'default'}}");
    }

    private ObjectNode pod(String spec) {
        return pod("p", "", spec);
    }

    private ObjectNode pod(String name, String metadata, String spec) {
        return cluster.create(
                "v1",
                "Pod",
                "default",
                "{'metadata':{'name':'" + name + "'" + metadata + "},'spec':{'containers':[{'name':'c','image':'i:1'}]"
                        + spec + "}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ,'serviceAccountName':'nobody' | error looking up service account default/nobody: serviceaccount "nobody" not found
            ,'priorityClassName':'gone' | no PriorityClass with name gone was found
            ,'priority':7 | the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name
            ,'runtimeClassName':'gone' | pod rejected: RuntimeClass "gone" not found
            ,'overhead':{'cpu':'1'} | pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead
            """)
    void refusesInTheWordsOfTheReference(String spec, String why) {
        assertThatThrownBy(() -> pod(spec))
                .isInstanceOf(ApiException.class)
                .hasMessage("pods \"p\" is forbidden: " + why)
                .extracting(e -> ((ApiException) e).code())
                .isEqualTo(403);
    }

    @Test
    void mountsTheTokenUnlessToldNotTo() {
        assertThat(pod("").at("/spec/containers/0/volumeMounts/0/name").stringValue())
                .isEqualTo("kube-api-access-zzzzz");
        ObjectNode without = pod("q", "", ",'automountServiceAccountToken':false");
        assertThat(without.path("spec").has("volumes")).isFalse();
    }

    @Test
    void takesPullSecretsFromTheAccount() {
        cluster.create(
                "v1", "ServiceAccount", "default", "{'metadata':{'name':'puller'},'imagePullSecrets':[{'name':'s'}]}");
        assertThat(pod(",'serviceAccountName':'puller'")
                        .at("/spec/imagePullSecrets/0/name")
                        .stringValue())
                .isEqualTo("s");
    }

    @Test
    void resolvesPriorityClasses() {
        cluster.create(
                "scheduling.k8s.io/v1",
                "PriorityClass",
                "",
                "{'metadata':{'name':'high'},'value':1000,'preemptionPolicy':'Never'}");
        ObjectNode spec = (ObjectNode) pod(",'priorityClassName':'high'").get("spec");
        assertThat(spec.path("priority").intValue()).isEqualTo(1000);
        assertThat(spec.path("preemptionPolicy").stringValue()).isEqualTo("Never");

        cluster.create(
                "scheduling.k8s.io/v1",
                "PriorityClass",
                "",
                "{'metadata':{'name':'usual'},'value':5,'globalDefault':true}");
        assertThat(pod("q", "", "").at("/spec/priorityClassName").stringValue()).isEqualTo("usual");
        assertThatThrownBy(() -> cluster.create(
                        "scheduling.k8s.io/v1",
                        "PriorityClass",
                        "",
                        "{'metadata':{'name':'other'},'value':6,'globalDefault':true}"))
                .hasMessageEndingWith("PriorityClass usual is already marked as default. Only one default can exist");
    }

    @Test
    void bringsWhatARuntimeClassNeeds() {
        cluster.create(
                "node.k8s.io/v1",
                "RuntimeClass",
                "",
                "{'metadata':{'name':'vm'},'handler':'vm','overhead':{'podFixed':{'cpu':'100m'}},'scheduling':"
                        + "{'nodeSelector':{'vm':'yes'},'tolerations':[{'key':'vm','operator':'Exists'}]}}");
        ObjectNode spec = (ObjectNode) pod(",'runtimeClassName':'vm'").get("spec");
        assertThat(spec.at("/overhead/cpu").stringValue()).isEqualTo("100m");
        assertThat(spec.at("/nodeSelector/vm").stringValue()).isEqualTo("yes");
        assertThat(spec.path("tolerations").toString()).contains("\"key\":\"vm\"");
    }

    @Test
    void fillsInFromLimitRangesAndHoldsToThem() {
        cluster.create(
                "v1",
                "LimitRange",
                "default",
                "{'metadata':{'name':'l'},'spec':{'limits':[{'type':'Container','default':{'cpu':'200m'},"
                        + "'defaultRequest':{'cpu':'100m'},'max':{'cpu':'1'}}]}}");
        ObjectNode pod = pod("");
        assertThat(pod.at("/spec/containers/0/resources").toString())
                .contains("\"limits\":{\"cpu\":\"200m\"}", "\"requests\":{\"cpu\":\"100m\"}");
        assertThat(pod.at("/metadata/annotations/kubernetes.io~1limit-ranger").stringValue())
                .isEqualTo("LimitRanger plugin set: cpu request for container c; cpu limit for container c");
        assertThat(pod.at("/status/qosClass").stringValue()).isEqualTo("Burstable");
        assertThatThrownBy(() -> cluster.create(
                        "v1",
                        "Pod",
                        "default",
                        "{'metadata':{'name':'big'},'spec':{'containers':[{'name':'c','image':'i:1','resources':"
                                + "{'limits':{'cpu':'2'}}}]}}"))
                .hasMessage("pods \"big\" is forbidden: maximum cpu usage per Container is 1, but limit is 2");
    }

    @Test
    void letsANodeWriteOnlyWhatIsItsOwn() {
        pod("");
        cluster.post("v1", "Pod", "default", "p", "binding", "{'metadata':{'name':'p'},'target':{'name':'n1'}}");
        cluster.caller =
                new Caller("system:node:n2", "", List.of("system:nodes", "system:authenticated"), Map.of(), "", "");
        assertThatThrownBy(() -> pod("static", "", ",'nodeName':'n2'"))
                .hasMessage("pods \"static\" is forbidden: pod does not have \"kubernetes.io/config.mirror\""
                        + " annotation, node \"n2\" can only create mirror pods");
        assertThatThrownBy(() ->
                        cluster.patch("v1", "Pod", "default", "p", "status", "merge", "{'status':{'phase':'Failed'}}"))
                .hasMessage("pods \"p\" is forbidden: node \"n2\" can only update pod status for pods with"
                        + " spec.nodeName set to itself");
        assertThatThrownBy(() -> cluster.create("v1", "Node", "", "{'metadata':{'name':'n1'}}"))
                .hasMessage("nodes \"n1\" is forbidden: node \"n2\" is not allowed to modify node \"n1\"");
        assertThatThrownBy(() -> cluster.create(
                        "v1",
                        "Node",
                        "",
                        "{'metadata':{'name':'n2','labels':{'node-restriction.kubernetes.io/x':'y',"
                                + "'node-role.kubernetes.io/control-plane':''}}}"))
                .hasMessage("nodes \"n2\" is forbidden: node \"n2\" is not allowed to set the following labels:"
                        + " node-restriction.kubernetes.io/x, node-role.kubernetes.io/control-plane");
        ObjectNode node =
                cluster.create("v1", "Node", "", "{'metadata':{'name':'n2','labels':{'kubernetes.io/hostname':'n2'}}}");
        assertThat(node.at("/spec/taints/0/key").stringValue()).isEqualTo("node.kubernetes.io/not-ready");
    }

    @Test
    void refusesAMastersCertificate() throws Exception {
        for (String subject : List.of("/O=system:masters/CN=x", "/O=devs/CN=x")) {
            String request = "{'metadata':{'name':'" + (subject.contains("masters") ? "a" : "b")
                    + "'},'spec':{'signerName':'kubernetes.io/kube-apiserver-client','usages':['client auth'],"
                    + "'request':'" + CertificateRequests.pem(subject) + "'}}";
            if (subject.contains("masters")) {
                assertThatThrownBy(() ->
                                cluster.create("certificates.k8s.io/v1", "CertificateSigningRequest", "", request))
                        .hasMessageEndingWith("use of kubernetes.io/kube-apiserver-client signer with system:masters"
                                + " group is not allowed");
            } else {
                ObjectNode made = cluster.create("certificates.k8s.io/v1", "CertificateSigningRequest", "", request);
                assertThat(made.at("/spec/username").stringValue()).isEqualTo("admin");
            }
        }
    }
}
