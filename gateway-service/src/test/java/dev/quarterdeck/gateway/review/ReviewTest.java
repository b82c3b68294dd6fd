package dev.quarterdeck.gateway.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.gateway.authn.BoundObjects;
import dev.quarterdeck.gateway.authn.TokenAuthenticator;
import dev.quarterdeck.gateway.authn.TokenVerifier;
import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.rbac.RbacAuthorizer;
import dev.quarterdeck.gateway.authz.rbac.RbacIndex;
import dev.quarterdeck.gateway.testing.Posting;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import tools.jackson.databind.node.ObjectNode;

class ReviewTest {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00.5Z");

    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final RbacIndex index = new RbacIndex(caches);
    private final ReviewHandlers handlers = new ReviewHandlers(
            Posting.BODIES,
            new RbacAuthorizer(index),
            index,
            new TokenAuthenticator(
                    new TokenVerifier("https://issuer", List.of()),
                    new BoundObjects(caches, r -> caches.progressOf(r).thenApply(p -> p.newest())),
                    List.of("https://issuer"),
                    () -> NOW),
            () -> NOW);
    private final User alice =
            new User("alice", "u1", List.of("dev", "system:authenticated"), Map.of("scope", List.of("a", "b")));

    @BeforeEach
    void roles() {
        caches.put(new StoredResource(GROUP, "clusterroles"), """
                {"metadata":{"name":"reader"},"rules":[{"verbs":["get","list"],"apiGroups":[""],"resources":["pods"],"resourceNames":["a"]},
                 {"verbs":["get"],"nonResourceURLs":["/version"]}]}""");
        caches.put(new StoredResource(GROUP, "rolebindings"), """
                {"metadata":{"name":"b","namespace":"ns"},"roleRef":{"kind":"ClusterRole","name":"reader"},"subjects":[{"kind":"Group","name":"dev"}]}""");
    }

    @Test
    void aReviewIsNoTable() {
        assertThatThrownBy(() -> Posting.post(
                        handlers,
                        Posting.create("authorization.k8s.io", "selfsubjectaccessreviews", "", "", ""),
                        alice,
                        "{\"spec\":{\"nonResourceAttributes\":{\"path\":\"/\",\"verb\":\"get\"}}}",
                        "application/json;as=Table;v=v1;g=meta.k8s.io"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(406));
    }

    @Test
    void whatIsWarnedOfIsBounded() {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/apis/x")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"spec\":{" + "\"namespace\":\"a\",".repeat(20_000) + "\"namespace\":\"ns\"}}"));
        handlers.handle(Posting.create("authorization.k8s.io", "selfsubjectrulesreviews", "", "", ""), alice, exchange)
                .block();
        assertThat(exchange.getResponse().getHeaders().getOrEmpty(HttpHeaders.WARNING))
                .hasSizeBetween(1, 100);
    }

    @Test
    void aSelfReviewAsksAboutTheCaller() {
        ObjectNode answer = access(
                "selfsubjectaccessreviews",
                "",
                "{\"spec\":{\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"pods\",\"namespace\":\"ns\",\"name\":\"a\"}}}");
        assertThat(answer.get("kind").stringValue()).isEqualTo("SelfSubjectAccessReview");
        assertThat(answer.get("metadata").isObject()).isTrue();
        assertThat(answer.get("status")).isEqualTo(json("""
                        {"allowed":true,"reason":"RBAC: allowed by RoleBinding \\"b/ns\\" of ClusterRole \\"reader\\" to Group \\"dev\\""}"""));
        assertThat(access(
                                "selfsubjectaccessreviews",
                                "",
                                "{\"spec\":{\"resourceAttributes\":{\"verb\":\"delete\",\"resource\":\"pods\",\"namespace\":\"ns\"}}}")
                        .get("status"))
                .isEqualTo(json("{\"allowed\":false}"));
    }

    @Test
    void aReviewAsksAboutWhomItNames() {
        String spec = """
                {"spec":{"user":"bob","groups":["%s"],"resourceAttributes":{"verb":"get","resource":"pods","namespace":"ns","name":"a"}}}""";
        assertThat(access("subjectaccessreviews", "", spec.formatted("dev"))
                        .at("/status/allowed")
                        .booleanValue())
                .isTrue();
        assertThat(access("subjectaccessreviews", "", spec.formatted("ops"))
                        .at("/status/allowed")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void aLocalReviewTakesItsNamespaceFromThePath() {
        ObjectNode answer = access(
                "localsubjectaccessreviews",
                "ns",
                "{\"spec\":{\"groups\":[\"dev\"],\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"pods\",\"namespace\":\"ns\",\"name\":\"a\"}}}");
        assertThat(answer.at("/status/allowed").booleanValue()).isTrue();
        assertThat(answer.at("/metadata/namespace").stringValue()).isEqualTo("ns");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "selfsubjectaccessreviews | {'spec':{}} | spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified",
                "selfsubjectaccessreviews | {'spec':{'resourceAttributes':{},'nonResourceAttributes':{'path':'/'}}} | spec.nonResourceAttributes: Invalid value: {\"Path\":\"/\",\"Verb\":\"\"}: cannot be specified in combination with resourceAttributes",
                "subjectaccessreviews | {'spec':{'resourceAttributes':{}}} | spec.user: Invalid value: \"\": at least one of user or group must be specified",
                "subjectaccessreviews | {'metadata':{'name':'x'},'spec':{'user':'u','resourceAttributes':{}}} | metadata: Invalid value: {\"name\":\"x\"}: must be empty",
                "subjectaccessreviews | {'spec':{'user':'u','resourceAttributes':{'fieldSelector':{}}}} | spec.resourceAttributes.fieldSelector.requirements: Required value: when spec.resourceAttributes.fieldSelector is specified, requirements or rawSelector is required",
                "localsubjectaccessreviews | {'spec':{'user':'u','resourceAttributes':{'namespace':'other'}}} | spec.resourceAttributes.namespace: Invalid value: \"other\": must match metadata.namespace",
                "localsubjectaccessreviews | {'spec':{'user':'u','nonResourceAttributes':{'path':'/'}}} | spec.nonResourceAttributes: Invalid value: {\"Path\":\"/\",\"Verb\":\"\"}: disallowed on this kind of request"
            })
    void refuses(String resource, String body, String why) {
        String namespace = resource.startsWith("local") ? "ns" : "";
        assertThatThrownBy(() -> access(resource, namespace, body.replace('\'', '"')))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.code()).isEqualTo(422);
                    assertThat(e.getMessage()).contains(why);
                });
    }

    @Test
    void aRulesReviewListsWhatRbacGives() {
        ObjectNode answer = access("selfsubjectrulesreviews", "", "{\"spec\":{\"namespace\":\"ns\"}}");
        assertThat(answer.get("status")).isEqualTo(json("""
                        {"resourceRules":[{"verbs":["get","list"],"apiGroups":[""],"resources":["pods"],"resourceNames":["a"]}],
                         "nonResourceRules":[{"verbs":["get"],"nonResourceURLs":["/version"]}],"incomplete":false}"""));
        assertThat(access("selfsubjectrulesreviews", "", "{\"spec\":{\"namespace\":\"elsewhere\"}}")
                        .get("status"))
                .isEqualTo(json("{\"resourceRules\":[],\"nonResourceRules\":[],\"incomplete\":false}"));
        assertThatThrownBy(() -> access("selfsubjectrulesreviews", "", "{}")).hasMessage("no namespace on request");
    }

    @Test
    void whoAmI() {
        ObjectNode answer = Posting.post(
                handlers, Posting.create("authentication.k8s.io", "selfsubjectreviews", "", "", ""), alice, "{}");
        assertThat(answer).isEqualTo(json("""
                        {"kind":"SelfSubjectReview","apiVersion":"authentication.k8s.io/v1","metadata":{"creationTimestamp":"2026-11-20T12:00:00Z"},
                         "status":{"userInfo":{"username":"alice","uid":"u1","groups":["dev","system:authenticated"],"extra":{"scope":["a","b"]}}}}"""));
    }

    @Test
    void aTokenThatIsNotOursIsNotAuthenticated() {
        ObjectNode answer = Posting.post(
                handlers,
                Posting.create("authentication.k8s.io", "tokenreviews", "", "", ""),
                alice,
                "{\"spec\":{\"token\":\"rubbish\"}}");
        assertThat(answer.get("status")).isEqualTo(json("{\"user\":{},\"error\":\"invalid bearer token\"}"));
        assertThatThrownBy(() -> Posting.post(
                        handlers, Posting.create("authentication.k8s.io", "tokenreviews", "", "", ""), alice, "{}"))
                .hasMessage("token is required for TokenReview in authentication");
    }

    private ObjectNode access(String resource, String namespace, String body) {
        return Posting.post(handlers, Posting.create("authorization.k8s.io", resource, "", namespace, ""), alice, body);
    }

    private static ObjectNode json(String text) {
        return Json.read(text.getBytes());
    }
}
