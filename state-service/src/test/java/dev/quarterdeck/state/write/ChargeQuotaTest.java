package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stateclient.WriteRequest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Writes in a namespace with quotas: what is charged, what is given back, what is refused and in which words. */
class ChargeQuotaTest {
    private final WriteFixture fixture = WriteFixture.withAdmission();

    @BeforeEach
    void namespace() {
        fixture.namespace("a");
        fixture.create("v1", "ServiceAccount", "a", "{'metadata':{'name':'default'}}");
    }

    /** A quota that has been counted. */
    private void quota(String name, String hard, String used, String more) {
        ObjectNode quota = fixture.create(
                "v1", "ResourceQuota", "a", "{'metadata':{'name':'" + name + "'},'spec':{'hard':" + hard + more + "}}");
        ObjectNode status = quota.putObject("status");
        status.set("hard", quota.path("spec").path("hard"));
        status.set("used", dev.quarterdeck.kube.object.Json.read(WriteFixture.json(used)));
        fixture.update(quota, "status");
    }

    private String used(String name, String resource) {
        return fixture.get("v1", "ResourceQuota", "a", name)
                .path("status")
                .path("used")
                .path(resource)
                .asString("none");
    }

    private void configMap(String name) {
        fixture.create("v1", "ConfigMap", "a", "{'metadata':{'name':'" + name + "'}}");
    }

    private ObjectNode pod(String name, String spec, String resources) {
        return fixture.create(
                "v1",
                "Pod",
                "a",
                "{'metadata':{'name':'" + name + "'},'spec':{" + spec
                        + "'containers':[{'name':'c','image':'i','resources':" + resources + "}]}}");
    }

    @Test
    void chargesAndGivesBackInTheSameCommit() {
        quota("q", "{'configmaps':'2','count/configmaps':'5'}", "{'configmaps':'0','count/configmaps':'0'}", "");
        configMap("one");
        configMap("two");
        assertThat(used("q", "configmaps")).isEqualTo("2");
        assertThat(used("q", "count/configmaps")).isEqualTo("2");
        assertThatThrownBy(() -> configMap("three")).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.reason()).isEqualTo(StatusReason.FORBIDDEN);
            assertThat(e)
                    .hasMessage("configmaps \"three\" is forbidden: exceeded quota: q, requested: configmaps=1,"
                            + " used: configmaps=2, limited: configmaps=2");
        });
        fixture.delete("v1", "ConfigMap", "a", "one", "");
        assertThat(used("q", "configmaps")).isEqualTo("1");
        configMap("three");
        assertThat(used("q", "configmaps")).isEqualTo("2");
    }

    @Test
    void countsWhatAPodAsksForUntilItEnds() {
        quota(
                "q",
                "{'pods':'3','requests.cpu':'1','limits.memory':'1Gi','requests.example.com/gpu':'2'}",
                "{'pods':'0','requests.cpu':'0','limits.memory':'0','requests.example.com/gpu':'0'}",
                "");
        ObjectNode pod = pod(
                "p",
                "",
                "{'requests':{'cpu':'600m','example.com/gpu':'1'},'limits':{'memory':'512Mi','cpu':'1','example.com/gpu':'1'}}");
        assertThat(used("q", "requests.cpu")).isEqualTo("600m");
        assertThat(used("q", "limits.memory")).isEqualTo("512Mi");
        assertThat(used("q", "requests.example.com/gpu")).isEqualTo("1");
        assertThatThrownBy(() -> pod("big", "", "{'requests':{'cpu':'500m'},'limits':{'memory':'600Mi','cpu':'1'}}"))
                .hasMessage("pods \"big\" is forbidden: exceeded quota: q, requested: limits.memory=600Mi,"
                        + "requests.cpu=500m, used: limits.memory=512Mi,requests.cpu=600m, limited:"
                        + " limits.memory=1Gi,requests.cpu=1");
        assertThatThrownBy(() -> pod("silent", "", "{}"))
                .hasMessage("pods \"silent\" is forbidden: failed quota: q: must specify limits.memory for: c;"
                        + " requests.cpu for: c");

        ((ObjectNode) pod.withObject("/status")).put("phase", "Succeeded");
        fixture.update(pod, "status");
        assertThat(used("q", "pods")).isEqualTo("0");
        assertThat(used("q", "requests.cpu")).isEqualTo("0");
        fixture.delete("v1", "Pod", "a", "p", "{'gracePeriodSeconds':0}");
        assertThat(used("q", "pods")).isEqualTo("0");
    }

    @Test
    void aPodThatIsRemovedIsGivenBackAtOnceHoweverItGoes() {
        quota("q", "{'pods':'9'}", "{'pods':'0'}", "");
        for (String name : List.of("a", "b", "c", "d")) {
            pod(name, "", "{}");
        }
        fixture.now = fixture.now.plusMillis(700);
        fixture.delete("v1", "Pod", "a", "a", "");
        fixture.delete("v1", "Pod", "a", "b", "{'gracePeriodSeconds':0}");
        assertThat(used("q", "pods")).isEqualTo("2");
        fixture.post(
                "v1",
                "Pod",
                "a",
                "c",
                "eviction",
                "{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'c'}}");
        assertThat(used("q", "pods")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Terminating               | 'activeDeadlineSeconds':5,                            | {}                          | true
            Terminating               |                                                       | {}                          | false
            NotTerminating            |                                                       | {}                          | true
            BestEffort                |                                                       | {}                          | true
            BestEffort                |                                                       | {'requests':{'cpu':'1m'}}   | false
            NotBestEffort             |                                                       | {'limits':{'memory':'1Mi'}} | true
            CrossNamespacePodAffinity |                                                       | {}                          | false
            CrossNamespacePodAffinity | 'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[{'topologyKey':'h','namespaces':['b']}]}}, | {} | true
            """)
    void countsOnlyWhatIsInScope(String scope, String spec, String resources, boolean counted) {
        quota("q", "{'pods':'3'}", "{'pods':'0'}", ",'scopes':['" + scope + "']");
        pod("p", spec == null ? "" : spec, resources);
        assertThat(used("q", "pods")).isEqualTo(counted ? "1" : "0");
    }

    @Test
    void chargesServicesByTheirTypeAlsoWhenItChanges() {
        quota(
                "q",
                "{'services':'5','services.nodeports':'1','services.loadbalancers':'0'}",
                "{'services':'0','services.nodeports':'0','services.loadbalancers':'0'}",
                "");
        ObjectNode service = fixture.create(
                "v1", "Service", "a", "{'metadata':{'name':'s'},'spec':{'type':'NodePort','ports':[{'port':80}]}}");
        assertThat(used("q", "services.nodeports")).isEqualTo("1");
        ((ObjectNode) service.path("spec")).put("type", "LoadBalancer");
        assertThatThrownBy(() -> fixture.update(service))
                .hasMessage("services \"s\" is forbidden: exceeded quota: q, requested: services.loadbalancers=1,"
                        + " used: services.loadbalancers=0, limited: services.loadbalancers=0");
        ((ObjectNode) service.path("spec")).put("type", "ClusterIP");
        service.path("spec").path("ports").forEach(p -> ((ObjectNode) p).remove("nodePort"));
        fixture.update(service);
        assertThat(used("q", "services.nodeports")).isEqualTo("0");
        assertThat(used("q", "services")).isEqualTo("1");
    }

    @Test
    void countsStorageByItsClass() {
        quota(
                "q",
                "{'requests.storage':'10Gi','gold.storageclass.storage.k8s.io/requests.storage':'3Gi','persistentvolumeclaims':'9'}",
                "{'requests.storage':'0','gold.storageclass.storage.k8s.io/requests.storage':'0','persistentvolumeclaims':'0'}",
                "");
        claim("one", "gold");
        assertThat(used("q", "gold.storageclass.storage.k8s.io/requests.storage"))
                .isEqualTo("2Gi");
        assertThatThrownBy(() -> claim("two", "gold")).hasMessageContaining("exceeded quota: q, requested: gold.");
        claim("three", "other");
        assertThat(used("q", "requests.storage")).isEqualTo("4Gi");
    }

    private void claim(String name, String storageClass) {
        fixture.create(
                "v1",
                "PersistentVolumeClaim",
                "a",
                "{'metadata':{'name':'" + name + "'},'spec':{'storageClassName':'" + storageClass
                        + "','accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'2Gi'}}}}");
    }

    @Test
    void aDryRunIsCheckedAndNotCharged() {
        quota("q", "{'configmaps':'1'}", "{'configmaps':'0'}", "");
        dryRun("x");
        assertThat(used("q", "configmaps")).isEqualTo("0");
        configMap("one");
        assertThatThrownBy(() -> dryRun("x")).hasMessageContaining("exceeded quota");
    }

    private void dryRun(String name) {
        fixture.write(new WriteRequest.Create(
                fixture.type("v1", "ConfigMap"),
                "a",
                "",
                "",
                WriteFixture.json("{'metadata':{'name':'" + name + "'}}"),
                WriteFixture.JSON,
                fixture.caller,
                new WriteRequest.Options(true, WriteRequest.Options.NONE.fieldValidation(), "")));
    }

    @Test
    void aQuotaThatIsNotCountedYetGetsANewRevisionFromWhatItIsAbout() {
        fixture.create("v1", "ResourceQuota", "a", "{'metadata':{'name':'q'},'spec':{'hard':{'configmaps':'0'}}}");
        String before = fixture.get("v1", "ResourceQuota", "a", "q")
                .path("metadata")
                .path("resourceVersion")
                .asString();
        fixture.create("v1", "Secret", "a", "{'metadata':{'name':'s'}}");
        assertThat(fixture.get("v1", "ResourceQuota", "a", "q")
                        .path("metadata")
                        .path("resourceVersion")
                        .asString())
                .isEqualTo(before);
        configMap("one");
        assertThat(fixture.get("v1", "ResourceQuota", "a", "q")
                        .path("metadata")
                        .path("resourceVersion")
                        .asString())
                .isNotEqualTo(before);
    }

    @Test
    void aQuotaWithoutUsageRefuses() {
        ObjectNode quota = fixture.create(
                "v1", "ResourceQuota", "a", "{'metadata':{'name':'q'},'spec':{'hard':{'configmaps':'5'}}}");
        quota.putObject("status").putObject("hard").put("configmaps", "5");
        fixture.update(quota, "status");
        assertThatThrownBy(() -> configMap("one"))
                .hasMessage("configmaps \"one\" is forbidden: status unknown for quota: q, resources: configmaps");
    }

    /** So that a creation which was decided before there was a quota is decided again. */
    @Test
    void aNewQuotaGivesItsNamespaceANewRevision() {
        var namespaces = new StoredResource("", "namespaces");
        long before = fixture.store
                .get(namespaces, new ObjectKey("", "a"))
                .join()
                .orElseThrow()
                .revision();
        quota("q", "{'configmaps':'5'}", "{'configmaps':'0'}", "");
        assertThat(fixture.store
                        .get(namespaces, new ObjectKey("", "a"))
                        .join()
                        .orElseThrow()
                        .revision())
                .isGreaterThan(before);
        configMap("one");
        assertThat(List.of(used("q", "configmaps"))).containsExactly("1");
    }

    @Test
    void aRefusalNamesTheNameThatWasDrawn() {
        quota("q", "{'count/configmaps':'0'}", "{'count/configmaps':'0'}", "");
        assertThatThrownBy(() -> fixture.create("v1", "ConfigMap", "a", "{'metadata':{'generateName':'some-'}}"))
                .hasMessageMatching("configmaps \"some-[a-z0-9]{5}\" is forbidden: exceeded quota: q, .*");
    }
}
