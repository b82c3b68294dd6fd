package dev.quarterdeck.kube.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class QuotaUsageTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static ObjectNode tree(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String usage(String resource, String json) {
        return QuotaUsage.of(StoredResource.ofId(resource), tree(json), NOW).entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            configmaps       | {}                                                  | configmaps=1 count/configmaps=1
            deployments.apps | {}                                                  | count/deployments.apps=1
            services         | {'spec':{'type':'NodePort','ports':[{},{}]}}        | count/services=1 services=1 services.loadbalancers=0 services.nodeports=2
            services         | {'spec':{'type':'LoadBalancer','allocateLoadBalancerNodePorts':false,'ports':[{},{'nodePort':30001}]}} | count/services=1 services=1 services.loadbalancers=1 services.nodeports=1
            persistentvolumeclaims | {'spec':{'storageClassName':'g','resources':{'requests':{'storage':'1500m'}}}} | count/persistentvolumeclaims=1 g.storageclass.storage.k8s.io/persistentvolumeclaims=1 g.storageclass.storage.k8s.io/requests.storage=2 persistentvolumeclaims=1 requests.storage=2
            resourceclaims.resource.k8s.io | {'spec':{'devices':{'requests':[{'exactly':{'deviceClassName':'c','count':2}},{'firstAvailable':[{'deviceClassName':'c','count':1},{'deviceClassName':'d','allocationMode':'All'}]}]}}} | c.deviceclass.resource.k8s.io/devices=3 count/resourceclaims.resource.k8s.io=1 d.deviceclass.resource.k8s.io/devices=32
            pods             | {'status':{'phase':'Succeeded'}}                    | count/pods=1
            pods             | {'metadata':{'deletionTimestamp':'2026-01-02T03:03:00Z','deletionGracePeriodSeconds':30}} | count/pods=1
            pods             | {'metadata':{'deletionTimestamp':'2026-01-02T03:04:00Z','deletionGracePeriodSeconds':30}} | count/pods=1 pods=1
            """)
    void costsByKind(String resource, String json, String expected) {
        assertThat(usage(resource, json)).isEqualTo(expected);
    }

    private static String cpu(String spec, String status) {
        String all = usage("pods", "{'spec':" + spec + ",'status':" + status + "}");
        return all.replaceAll(".*\\brequests\\.cpu=(\\S+).*", "$1");
    }

    @Test
    void aPodCostsWhatItNeedsAtItsWorst() {
        String two =
                "'containers':[{'name':'a','resources':{'requests':{'cpu':'1'}}},{'name':'b','resources':{'requests':{'cpu':'500m'}}}]";
        assertThat(cpu("{" + two + "}", "{}")).isEqualTo("1500m");
        assertThat(cpu("{" + two + ",'initContainers':[{'name':'i','resources':{'requests':{'cpu':'2'}}}]}", "{}"))
                .isEqualTo("2");
        assertThat(cpu(
                        "{" + two + ",'initContainers':[{'name':'s','restartPolicy':'Always','resources':{'requests':"
                                + "{'cpu':'1'}}},{'name':'i','resources':{'requests':{'cpu':'2'}}}]}",
                        "{}"))
                .isEqualTo("3");
        assertThat(cpu("{" + two + ",'overhead':{'cpu':'100m'}}", "{}")).isEqualTo("1600m");
        assertThat(cpu("{" + two + ",'resources':{'requests':{'cpu':'4'}}}", "{}"))
                .isEqualTo("4");
        assertThat(cpu("{" + two + "}", "{'containerStatuses':[{'name':'a','resources':{'requests':{'cpu':'3'}}}]}"))
                .isEqualTo("3500m");
    }

    @ParameterizedTest
    @CsvSource({
        "requests.cpu, pods",
        "hugepages-2Mi, pods",
        "requests.example.com/gpu, pods",
        "services.nodeports, services",
        "gold.storageclass.storage.k8s.io/requests.storage, persistentvolumeclaims",
        "gpu.deviceclass.resource.k8s.io/devices, resourceclaims.resource.k8s.io",
        "count/widgets.example.com, widgets.example.com",
        "secrets, secrets",
    })
    void namesAreAboutKinds(String name, String resource) {
        assertThat(QuotaResources.counted(name)).isEqualTo(StoredResource.ofId(resource));
    }

    @Test
    void eventsAndUnknownNamesAreAboutNothing() {
        assertThat(QuotaResources.counted("count/events")).isNull();
        assertThat(QuotaResources.counted("apples")).isNull();
        assertThat(QuotaResources.isIgnored(StoredResource.ofId("events.events.k8s.io")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            In           | ['high','low'] | high | true
            In           | ['high']       | low  | false
            NotIn        | ['high']       | low  | true
            NotIn        | ['high']       |      | true
            Exists       | []             | high | true
            Exists       | []             |      | false
            DoesNotExist | []             |      | true
            """)
    void priorityClassesAreSelectedAsLabelsAre(String operator, String values, String priority, boolean matches) {
        ObjectNode quota =
                tree("{'spec':{'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'"
                        + operator + "','values':" + values + "}]}}}");
        ObjectNode pod = tree("{'spec':{'priorityClassName':'" + (priority == null ? "" : priority) + "'}}");
        assertThat(QuotaScopes.match(quota, StoredResource.ofId("pods"), pod)).isEqualTo(matches);
        assertThat(QuotaScopes.match(quota, StoredResource.ofId("services"), tree("{}")))
                .isFalse();
    }

    @Test
    void claimsAreInTheScopeOfEveryAttributesClassThatTheyName() {
        ObjectNode quota = tree("{'spec':{'scopeSelector':{'matchExpressions':[{'scopeName':'VolumeAttributesClass',"
                + "'operator':'In','values':['fast']}]}}}");
        StoredResource claims = StoredResource.ofId("persistentvolumeclaims");
        assertThat(QuotaScopes.match(quota, claims, tree("{'spec':{'volumeAttributesClassName':'fast'}}")))
                .isTrue();
        assertThat(QuotaScopes.match(quota, claims, tree("{'status':{'currentVolumeAttributesClassName':'fast'}}")))
                .isTrue();
        assertThat(QuotaScopes.match(quota, claims, tree("{'spec':{'volumeAttributesClassName':'slow'}}")))
                .isFalse();
    }
}
