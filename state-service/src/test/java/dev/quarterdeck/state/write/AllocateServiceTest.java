package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.admission.NamespaceLifecycle;
import dev.quarterdeck.state.allocation.AllocationSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class AllocateServiceTest {
    private static final String DUAL =
            "{'metadata':{'name':'two'},'spec':{'ports':[{'port':80}],'ipFamilyPolicy':'RequireDualStack'}}";

    private final WriteFixture cluster = fixture("10.96.0.0/24", 30000, 30099);

    private static WriteFixture fixture(String cidr, int min, int max) {
        return new WriteFixture(
                        new AllocationSettings(cidr, min, max), reader -> List.of(new NamespaceLifecycle(reader)))
                .namespace("default");
    }

    private ObjectNode service(String name, String spec) {
        return cluster.create(
                "v1",
                "Service",
                "default",
                "{'metadata':{'name':'" + name + "'},'spec':{'selector':{'a':'b'}," + spec + "}}");
    }

    private static String ports(String more) {
        return "'ports':[{'port':80" + more + "}]";
    }

    private static void range(WriteFixture cluster, String cidr) {
        cluster.create(
                "networking.k8s.io/v1",
                "ServiceCIDR",
                "",
                "{'metadata':{'name':'more'},'spec':{'cidrs':['" + cidr + "']}}");
    }

    @Test
    void aFurtherRangeHasWhatIsAskedOfIt() {
        range(cluster, "10.1.0.0/28");
        service("a", "'clusterIP':'10.1.0.9'," + ports(""));
        assertThat(cluster.exists("networking.k8s.io/v1", "IPAddress", "", "10.1.0.9"))
                .isTrue();
        assertThatThrownBy(() -> service("b", "'clusterIP':'10.1.0.9'," + ports("")))
                .hasMessageContaining("provided IP is already allocated");
    }

    @Test
    void aFurtherRangeIsUsedWhenTheFirstIsFullAndUntilItIsDeleted() {
        WriteFixture small = new WriteFixture(
                        new AllocationSettings("10.96.0.0/30", 30000, 30099), r -> List.of(new NamespaceLifecycle(r)))
                .namespace("default");
        String body = "{'metadata':{'generateName':'s-'},'spec':{" + ports("") + "}}";
        small.create("v1", "Service", "default", body);
        small.create("v1", "Service", "default", body);
        assertThatThrownBy(() -> small.create("v1", "Service", "default", body)).hasMessageContaining("range is full");
        range(small, "10.1.0.0/28");
        assertThat(small.create("v1", "Service", "default", body)
                        .path("spec")
                        .path("clusterIP")
                        .stringValue())
                .startsWith("10.1.0.");
        small.delete("networking.k8s.io/v1", "ServiceCIDR", "", "more", "");
        assertThatThrownBy(() -> small.create("v1", "Service", "default", body)).hasMessageContaining("range is full");
    }

    @Test
    void givesAnAddressFromTheUpperPartOfTheRange() {
        String address = service("a", ports("")).path("spec").path("clusterIP").stringValue();
        assertThat(address).startsWith("10.96.0.");
        assertThat(Integer.parseInt(address.substring(8))).isGreaterThan(16);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'clusterIP':'10.96.0.9' | Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.9"]: failed to allocate IP 10.96.0.9: provided IP is already allocated
            'clusterIP':'10.1.0.9' | Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.1.0.9"]: failed to allocate IP 10.1.0.9: the provided network does not match the current range
            'clusterIP':'10.96.0.0' | Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.0"]: failed to allocate IP 10.96.0.0: the provided network does not match the current range
            'ipFamilyPolicy':'RequireDualStack' | Service "b" is invalid: spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services
            """)
    void refusesAddressesInTheWordsOfTheReference(String spec, String message) {
        service("a", "'clusterIP':'10.96.0.9'," + ports(""));
        assertThatThrownBy(() -> service("b", spec + "," + ports(""))).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            30005 | Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30005: provided port is already allocated
            29000 | Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 29000: provided port is not in the valid range. The range of valid ports is 30000-30099
            """)
    void refusesPortsInTheWordsOfTheReference(int port, String message) {
        service("a", "'type':'NodePort'," + ports(",'nodePort':30005"));
        assertThatThrownBy(() -> service("b", "'type':'NodePort'," + ports(",'nodePort':" + port)))
                .isInstanceOf(ApiException.class)
                .hasMessage(message);
    }

    @Test
    void givesOnePortToTwoProtocols() {
        ObjectNode service = service(
                "dns",
                "'type':'NodePort','ports':[{'name':'u','port':53,'protocol':'UDP'},"
                        + "{'name':'t','port':53,'protocol':'TCP'}]");
        assertThat(service.path("spec").path("ports").get(0).path("nodePort"))
                .isEqualTo(service.path("spec").path("ports").get(1).path("nodePort"));
    }

    @Test
    void keepsWhatWasGivenWhenAnUpdateLeavesItOut() {
        ObjectNode before = service("a", "'type':'NodePort'," + ports(""));
        ObjectNode update = before.deepCopy();
        update.withObjectProperty("spec").remove(List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"));
        ((ObjectNode) update.path("spec").path("ports").get(0)).remove("nodePort");
        assertThat(cluster.update(update)).isEqualTo(before);
    }

    @Test
    void releasesWhatATypeNoLongerNeeds() {
        ObjectNode service = service("a", "'type':'NodePort'," + ports(",'nodePort':30005"));
        service.withObjectProperty("spec").put("type", "ClusterIP").remove("externalTrafficPolicy");
        service = cluster.update(service);
        assertThat(service.path("spec").path("ports").get(0).has("nodePort")).isFalse();
        service("b", "'type':'NodePort'," + ports(",'nodePort':30005"));

        service.withObjectProperty("spec").put("type", "ExternalName").put("externalName", "example.com");
        service = cluster.update(service);
        assertThat(service.path("spec").has("clusterIP")).isFalse();
        cluster.delete("v1", "Service", "default", "b", "");
        service("c", "'type':'NodePort'," + ports(",'nodePort':30005"));
    }

    @Test
    void leavesHeadlessServicesWithoutAnAddress() {
        ObjectNode service = service("a", "'clusterIP':'None'," + ports(""));
        assertThat(service.path("spec").path("clusterIP").stringValue()).isEqualTo("None");
        assertThat(cluster.store.claimed("cluster-ip", List.of("None")).join()).isEmpty();
    }

    @Test
    void showsEveryAddressAsAnObject() {
        String address = service("a", ports("")).at("/spec/clusterIP").stringValue();
        assertThat(cluster.get("networking.k8s.io/v1", "IPAddress", "", address)
                        .at("/spec/parentRef/name")
                        .stringValue())
                .isEqualTo("a");
        cluster.delete("v1", "Service", "default", "a", "");
        assertThat(cluster.exists("networking.k8s.io/v1", "IPAddress", "", address))
                .isFalse();
    }

    @Test
    void leavesAloneAnAddressThatSomebodyReserved() {
        cluster.create(
                "networking.k8s.io/v1",
                "IPAddress",
                "",
                "{'metadata':{'name':'10.96.0.9'},'spec':{'parentRef':{'resource':'gateways','name':'x'}}}");
        assertThatThrownBy(() -> service("b", "'clusterIP':'10.96.0.9'," + ports("")))
                .hasMessageContaining("failed to allocate IP 10.96.0.9: provided IP is already allocated");
    }

    private static String address(ObjectNode service, int index) {
        return service.at("/spec/clusterIPs/" + index).stringValue();
    }

    private static boolean isHeld(WriteFixture cluster, String address) {
        return cluster.exists("networking.k8s.io/v1", "IPAddress", "", address);
    }

    @Test
    void bothAddressesOfAServiceComeAndGoWithIt() {
        WriteFixture dual = fixture("10.96.0.0/24,fd00:10:96::/112", 30000, 30099);
        ObjectNode service = dual.create("v1", "Service", "default", DUAL);
        for (int i = 0; i < 2; i++) {
            ObjectNode object = dual.get("networking.k8s.io/v1", "IPAddress", "", address(service, i));
            assertThat(object.at("/spec/parentRef/name").stringValue()).isEqualTo("two");
            assertThat(object.at("/metadata/labels/ipaddress.kubernetes.io~1ip-family")
                            .stringValue())
                    .isEqualTo(i == 0 ? "IPv4" : "IPv6");
        }
        ObjectNode single = WriteFixture.tree(dual.patch(
                "v1", "Service", "default", "two", "", "merge", "{'spec':{'ipFamilyPolicy':'SingleStack'}}"));
        assertThat(address(single, 0)).isEqualTo(address(service, 0));
        assertThat(isHeld(dual, address(service, 0))).isTrue();
        assertThat(isHeld(dual, address(service, 1))).isFalse();
        dual.delete("v1", "Service", "default", "two", "");
        assertThat(isHeld(dual, address(service, 0))).isFalse();
    }

    @Test
    void aServiceGetsBothAddressesOrNone() {
        WriteFixture dual = fixture("10.96.0.0/24,fd00:10:96::/112", 30000, 30099);
        dual.create(
                "networking.k8s.io/v1",
                "IPAddress",
                "",
                "{'metadata':{'name':'fd00:10:96::5'},'spec':{'parentRef':{'resource':'gateways','name':'x'}}}");
        String body = DUAL.replace(
                "{'ports'", "{'clusterIP':'10.96.0.5','clusterIPs':['10.96.0.5','FD00:10:96:0::5'],'ports'");
        assertThatThrownBy(() -> dual.create("v1", "Service", "default", body))
                .hasMessageEndingWith("[\"10.96.0.5\",\"FD00:10:96:0::5\"]: failed to allocate IP FD00:10:96:0::5: "
                        + "provided IP is already allocated");
        assertThat(isHeld(dual, "10.96.0.5")).isFalse();
    }

    @Test
    void aFurtherRangeOfIpv6IsUsedWhenTheFirstIsFull() {
        WriteFixture dual = fixture("10.96.0.0/24,fd00:10:96::/126", 30000, 30099);
        range(dual, "fd00:10:97::/64");
        String body = DUAL.replace("'name':'two'", "'generateName':'s-'");
        Set<String> second = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            second.add(address(dual.create("v1", "Service", "default", body), 1));
        }
        assertThat(second).hasSize(5);
        assertThat(second.stream().filter(a -> a.startsWith("fd00:10:96::"))).hasSize(3);
        assertThat(second.stream().filter(a -> a.startsWith("fd00:10:97:"))).hasSize(2);
    }

    @Test
    void aWideRangeCostsWhatANarrowOneDoes() {
        WriteFixture wide = fixture("fd00:10:96::/64", 30000, 30099);
        ObjectNode service =
                wide.create("v1", "Service", "default", "{'metadata':{'name':'a'},'spec':{'ports':[{'port':80}]}}");
        assertThat(address(service, 0)).startsWith("fd00:10:96:0:").hasSizeGreaterThan("fd00:10:96:0:".length() + 4);
    }

    @Test
    void aClusterThatLosesAFamilyLeavesPreferringServicesAlone() {
        WriteFixture dual = fixture("10.96.0.0/24,fd00:10:96::/112", 30000, 30099);
        String body = DUAL.replace("RequireDualStack", "PreferDualStack");
        ObjectNode service = dual.create("v1", "Service", "default", body);
        WriteFixture single = dual.replica(new AllocationSettings("10.96.0.0/24", 30000, 30099));
        ObjectNode labelled = service.deepCopy();
        labelled.withObjectProperty("metadata").putObject("labels").put("a", "b");
        assertThat(single.update(labelled).get("spec")).isEqualTo(service.get("spec"));
    }

    @Test
    void givesNoAddressTwiceUntilTheRangeIsFull() {
        WriteFixture small = fixture("10.96.0.0/26", 30000, 30099);
        Set<String> addresses = ConcurrentHashMap.newKeySet();
        CompletableFuture<?>[] all = IntStream.range(0, 62)
                .mapToObj(i -> CompletableFuture.runAsync(() -> addresses.add(small.create(
                                "v1",
                                "Service",
                                "default",
                                "{'metadata':{'name':'s" + i + "'},'spec':{'ports':[{'port':80}]}}")
                        .path("spec")
                        .path("clusterIP")
                        .stringValue())))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).join();
        assertThat(new HashSet<>(addresses)).hasSize(62);
        assertThatThrownBy(() -> small.create(
                        "v1", "Service", "default", "{'metadata':{'name':'x'},'spec':{'ports':[{'port':80}]}}"))
                .hasMessageContaining("range is full");
    }
}
