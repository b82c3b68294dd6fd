package dev.quarterdeck.gateway.priority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceRequestsTest {
    private static FlowSchema schema(String name, int precedence, String distinguisher, String rule) {
        return FlowSchema.of(Json.read(
                "{'metadata':{'name':'%s'},'spec':{'distinguisherMethod':{'type':'%s'},'matchingPrecedence':%d,'priorityLevelConfiguration':{'name':'%s'},'rules':[%s]}}"
                        .formatted(name, distinguisher, precedence, "level", rule)
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8)));
    }

    private static final PriorityLevel LEVEL = new PriorityLevel("level", "", false, 10, 0, 4, 2, 10);

    private static RequestInfo resource(
            String verb, String group, String resource, String subresource, String namespace) {
        return new RequestInfo(verb, "/x", group, "v1", resource, subresource, namespace, "", "", null);
    }

    private static RequestInfo path(String path) {
        return new RequestInfo("get", path, "", "", "", "", "", "", "", null);
    }

    private static FlowRules.Place place(User user, RequestInfo info, FlowSchema... schemas) {
        return FlowRules.of(List.of(schemas), List.of(LEVEL)).place(new FlowRequest(user, info));
    }

    private static String name(User user, RequestInfo info, FlowSchema... schemas) {
        return place(user, info, schemas).schema().name();
    }

    private static final User NODE = new User("system:node:n1", "", List.of("system:nodes"), Map.of());
    private static final User ACCOUNT =
            new User("system:serviceaccount:kube-system:job", "", List.of("system:serviceaccounts"), Map.of());

    @Test
    void theLowestPrecedenceThatMatchesCounts() {
        String all =
                "{'subjects':[{'kind':'Group','group':{'name':'*'}}],'resourceRules':[{'verbs':['*'],'apiGroups':['*'],'resources':['*'],'namespaces':['*'],'clusterScope':true}]}";
        String leases =
                "{'subjects':[{'kind':'Group','group':{'name':'system:nodes'}}],'resourceRules':[{'verbs':['get','update'],'apiGroups':['coordination.k8s.io'],'resources':['leases'],'namespaces':['*']}]}";
        FlowSchema rest = schema("rest", 9900, "ByUser", all);
        FlowSchema high = schema("high", 400, "ByUser", leases);
        assertThat(name(NODE, resource("update", "coordination.k8s.io", "leases", "", "k"), rest, high))
                .isEqualTo("high");
        assertThat(name(NODE, resource("delete", "coordination.k8s.io", "leases", "", "k"), rest, high))
                .isEqualTo("rest");
        assertThat(name(ACCOUNT, resource("update", "coordination.k8s.io", "leases", "", "k"), rest, high))
                .isEqualTo("rest");
        assertThat(name(NODE, path("/metrics"), rest, high)).isEqualTo("catch-all");
    }

    @Test
    void scopeSubresourcesAndPathsAreTold() {
        String status =
                "{'subjects':[{'kind':'User','user':{'name':'system:node:n1'}}],'resourceRules':[{'verbs':['*'],'apiGroups':[''],'resources':['nodes/status'],'clusterScope':true}],'nonResourceRules':[{'verbs':['get'],'nonResourceURLs':['/healthz','/open/*']}]}";
        FlowSchema schema = schema("some", 10, "", status);
        assertThat(name(NODE, resource("patch", "", "nodes", "status", ""), schema))
                .isEqualTo("some");
        assertThat(name(NODE, resource("patch", "", "nodes", "", ""), schema)).isEqualTo("catch-all");
        assertThat(name(NODE, resource("patch", "", "nodes", "status", "a"), schema))
                .isEqualTo("catch-all");
        assertThat(name(NODE, path("/healthz"), schema)).isEqualTo("some");
        assertThat(name(NODE, path("/healthz/x"), schema)).isEqualTo("catch-all");
        assertThat(name(NODE, path("/open/x"), schema)).isEqualTo("some");
    }

    @Test
    void accountsAreNamedByNamespaceAndFlowsByUserOrNamespace() {
        String rule =
                "{'subjects':[{'kind':'ServiceAccount','serviceAccount':{'namespace':'kube-system','name':'*'}}],'resourceRules':[{'verbs':['*'],'apiGroups':['*'],'resources':['*'],'namespaces':['*'],'clusterScope':true}]}";
        RequestInfo pods = resource("list", "", "pods", "", "team");
        assertThat(place(ACCOUNT, pods, schema("s", 1, "ByUser", rule)).flow()).isEqualTo(ACCOUNT.name());
        assertThat(place(ACCOUNT, pods, schema("s", 1, "ByNamespace", rule)).flow())
                .isEqualTo("team");
        assertThat(place(ACCOUNT, pods, schema("s", 1, "", rule)).flow()).isEmpty();
        assertThat(name(NODE, pods, schema("s", 1, "ByUser", rule))).isEqualTo("catch-all");
    }

    @Test
    void aSchemaWhoseLevelIsMissingClaimsNothing() {
        FlowSchema schema = schema(
                "s",
                1,
                "",
                "{'subjects':[{'kind':'Group','group':{'name':'*'}}],'nonResourceRules':[{'verbs':['*'],'nonResourceURLs':['*']}]}");
        assertThat(FlowRules.of(List.of(schema), List.of())
                        .place(new FlowRequest(NODE, path("/x")))
                        .schema()
                        .name())
                .isEqualTo("catch-all");
    }
}
