package dev.quarterdeck.gateway.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.kube.object.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

class ForwardedHeadersTest {
    private static final User USER =
            new User("jürgen", "u-1", List.of("a", "b"), Map.of("example.org/scope%", List.of("x", "y")));

    private static HttpHeaders client() {
        HttpHeaders from = new HttpHeaders();
        for (String name : List.of(
                "Authorization",
                "x-remote-user",
                "X-Remote-Group",
                "X-Remote-Extra-Any",
                "Impersonate-User",
                "Impersonate-Extra-A",
                "Connection",
                "Upgrade",
                "Host",
                "Transfer-Encoding",
                "Proxy-Authorization",
                "Accept",
                "X-Mine")) {
            from.add(name, "client");
        }
        return from;
    }

    @Test
    void whoAsksIsSaidByTheGatewayAlone() {
        HttpHeaders to = ForwardedHeaders.request(client(), USER, "id-1");
        assertThat(to.headerNames())
                .containsExactlyInAnyOrder(
                        "Accept",
                        "X-Mine",
                        "X-Remote-User",
                        "X-Remote-Uid",
                        "X-Remote-Group",
                        "X-Remote-Extra-example.org%2Fscope%25",
                        "Audit-Id");
        assertThat(to.get("X-Remote-Group")).containsExactly("a", "b");
        assertThat(to.get("X-Remote-Extra-example.org%2Fscope%25")).containsExactly("x", "y");
        assertThat(to.getFirst("X-Remote-User")).isEqualTo("jürgen");
    }

    @Test
    void nobodysUidIsNotSent() {
        assertThat(ForwardedHeaders.request(new HttpHeaders(), User.ANONYMOUS, "")
                        .headerNames())
                .containsExactlyInAnyOrder("X-Remote-User", "X-Remote-Group");
    }

    @Test
    void aListOfResourcesBecomesAggregatedDiscovery() {
        var version = LegacyDiscovery.versionOf(Json.read("""
                {"resources":[{"name":"a/status","singularName":"","namespaced":true,"kind":"A","verbs":["get"]},
                 {"name":"a","singularName":"one","namespaced":true,"kind":"A","verbs":["get","list"],"shortNames":["x"]}]}""".getBytes()), "v1");
        assertThat(version.toString()).isEqualTo("""
                {"version":"v1","resources":[{"resource":"a","responseKind":{"group":"","version":"","kind":"A"},"scope":"Namespaced","singularResource":"one",\
                "verbs":["get","list"],"subresources":[{"subresource":"status","responseKind":{"group":"","version":"","kind":"A"},"verbs":["get"]}],"shortNames":["x"]}],\
                "freshness":"Current"}""");
    }
}
