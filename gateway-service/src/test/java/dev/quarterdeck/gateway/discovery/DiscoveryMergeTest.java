package dev.quarterdeck.gateway.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.aggregation.AggregatedApis;
import dev.quarterdeck.gateway.aggregation.AggregatedApis.Served;
import dev.quarterdeck.gateway.aggregation.ApiService;
import dev.quarterdeck.kube.object.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class DiscoveryMergeTest {
    private static ApiService service(String group, String version, int groupPriority, int versionPriority) {
        return new ApiService(
                version + "." + group,
                "",
                group,
                version,
                groupPriority,
                versionPriority,
                true,
                new ApiService.Target("ns", "svc", 443, "", false));
    }

    private static AggregatedApis apis(ApiService... services) {
        Map<String, Served> served = new HashMap<>();
        Stream.of(services).forEach(s -> served.put(s.groupVersion(), new Served(s, null, "", null)));
        return new AggregatedApis(List.of(services), served);
    }

    private static ObjectNode own() {
        ObjectNode list = Json.object();
        for (String name : List.of("apiregistration.k8s.io", "apps", "custom.example.org")) {
            ObjectNode group = list.withArray("groups").addObject().put("name", name);
            group.putArray("versions")
                    .addObject()
                    .put("groupVersion", name + "/v1")
                    .put("version", "v1");
            group.putObject("preferredVersion")
                    .put("groupVersion", name + "/v1")
                    .put("version", "v1");
        }
        return list;
    }

    private static List<String> names(ObjectNode list) {
        return list.path("groups")
                .valueStream()
                .map(g -> g.path("name").stringValue())
                .toList();
    }

    @Test
    void groupsStandByTheHighestPriorityOfTheirVersions() {
        ObjectNode list = own();
        new DiscoveryMerge(apis(
                        service("low.io", "v1", 500, 1),
                        service("between.io", "v1beta1", 900, 1),
                        service("between.io", "v1", 2000, 1),
                        service("apps", "v2", 20000, 1)))
                .groups(list);
        assertThat(names(list))
                .containsExactly("apiregistration.k8s.io", "apps", "between.io", "custom.example.org", "low.io");
    }

    @Test
    void versionsStandByPriorityThenAsVersionsAreOrdered() {
        ObjectNode list = own();
        new DiscoveryMerge(apis(
                        service("x.io", "v1beta1", 2000, 10),
                        service("x.io", "v1", 2000, 10),
                        service("x.io", "v3alpha1", 2000, 20)))
                .groups(list);
        JsonNode group = list.path("groups").get(2);
        assertThat(group.path("versions").valueStream().map(v -> v.path("version")
                        .stringValue()))
                .containsExactly("v3alpha1", "v1", "v1beta1");
        assertThat(group.path("preferredVersion").path("groupVersion").stringValue())
                .isEqualTo("x.io/v3alpha1");
    }

    @Test
    void aServerThatDoesNotAnswerIsStale() {
        ObjectNode list = Json.object();
        list.putArray("items");
        new DiscoveryMerge(apis(service("x.io", "v1", 2000, 10))).aggregated(list);
        assertThat(list.path("items").get(0).toString())
                .isEqualTo(
                        "{\"metadata\":{\"name\":\"x.io\"},\"versions\":[{\"version\":\"v1\",\"freshness\":\"Stale\"}]}");
    }
}
