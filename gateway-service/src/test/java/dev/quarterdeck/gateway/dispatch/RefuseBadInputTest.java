package dev.quarterdeck.gateway.dispatch;

import static dev.quarterdeck.gateway.testing.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.testing.TestCertificates;
import dev.quarterdeck.gateway.testing.TestGateway;
import dev.quarterdeck.gateway.testing.WatchClient;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.stateclient.WriteRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What must be refused is refused in the reference's words, and nothing of it reaches state-service. */
class RefuseBadInputTest {
    private static final StoredResource CONFIG_MAPS = new StoredResource("", "configmaps");
    private static final String PATH = "/api/v1/namespaces/d/configmaps";
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
        gateway.state.put(
                CONFIG_MAPS,
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"here\",\"namespace\":\"d\"}}");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void allowEverything() {
        gateway.authorizer = attributes -> new Authorizer.Decision(true, "");
        gateway.state.writes.clear();
        gateway.state.warnings = List.of();
    }

    private static void assertStatus(HttpResponse<String> response, int code, String reason, String message) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
        assertThat(json(response).path("kind").stringValue()).isEqualTo("Status");
        assertThat(json(response).path("reason").stringValue()).isEqualTo(reason);
        assertThat(json(response).path("message").stringValue()).isEqualTo(message);
        assertThat(json(response).path("code").intValue()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/v1/widgets",
        "GET,/apis/apps/v9/deployments",
        "GET,/api/v9",
        "GET,/api/v1/bindings",
        "GET,/api/v1/namespaces/d/namespaces",
        "GET,/api/v1/namespaces/d/pods/p/log/more",
        "GET,/api/v1/namespaces/d/configmaps/here/magic",
        "GET,/api/v1/namespaces/d/nodes"
    })
    void unknownInAServedVersionIs404WithStatus(String method, String path) {
        assertStatus(
                gateway.send(method, path, ""), 404, "NotFound", "the server could not find the requested resource");
    }

    @ParameterizedTest
    @CsvSource({"/apis/example.org/v1/widgets", "/nowhere", "/apis/example.org", "//api/v1/pods"})
    void unknownElsewhereIs404InText(String path) {
        HttpResponse<String> response = gateway.get(path);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("404 page not found\n");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/api/v1/configmaps",
        "POST,/api/v1/namespaces/d/configmaps/here",
        "PUT,/api/v1/namespaces/d/configmaps",
        "OPTIONS,/api/v1/namespaces/d/configmaps",
        "DELETE,/api/v1/componentstatuses"
    })
    void methodsThatDoNotExistAre405(String method, String path) {
        assertStatus(
                gateway.send(method, path, ""),
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource");
    }

    @Test
    void unknownContentTypeIs415() {
        assertStatus(
                gateway.send("POST", PATH, "x", "Content-Type", "text/html"),
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf");
        assertThat(gateway.state.writes).isEmpty();
        assertThat(gateway.send("PATCH", PATH + "/here", "{}", "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void unacceptableAnswerIs406() {
        assertStatus(
                gateway.get(PATH, "Accept", "application/json;as=Other;v=v1;g=meta.k8s.io"),
                406,
                "NotAcceptable",
                "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf");
        assertStatus(
                gateway.get(PATH + "/here", "Accept", "application/cbor"),
                406,
                "NotAcceptable",
                "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf");
        assertStatus(
                gateway.get(PATH, "Accept", "application/*"),
                406,
                "NotAcceptable",
                "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch");
        assertThat(gateway.get(PATH, "Accept", "application/vnd.kubernetes.protobuf,application/json")
                        .statusCode())
                .isEqualTo(200);
        assertThat(gateway.get(PATH + "?watch=true", "Accept", "application/yaml")
                        .statusCode())
                .isEqualTo(406);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aBodyOverThreeMebibytesIs413(HttpClient.Version version) {
        byte[] large = new byte[(3 << 20) + 1];
        HttpResponse<String> announced = TestGateway.send(
                gateway.http(version),
                gateway.request(PATH).expectContinue(true).POST(HttpRequest.BodyPublishers.ofByteArray(large)));
        assertStatus(announced, 413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");
        assertThat(gateway.state.writes).isEmpty();
    }

    @Test
    void aBodyThatDoesNotSayItsLengthIs413Too() {
        byte[] large = new byte[4 << 20];
        HttpResponse<String> streamed = TestGateway.send(
                gateway.http(HttpClient.Version.HTTP_2),
                gateway.request(PATH)
                        .POST(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArray(large))));
        assertThat(streamed.statusCode()).isEqualTo(413);
    }

    @Test
    void aRefusalNamesWhoWhatAndWhere() {
        gateway.authorizer = attributes -> new Authorizer.Decision(false, "");
        assertStatus(
                gateway.get("/api/v1/namespaces/default/pods"),
                403,
                "Forbidden",
                "pods is forbidden: User \"tester\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\"");
        assertStatus(
                gateway.send("PUT", "/apis/apps/v1/namespaces/d/deployments/web/scale", "{}"),
                403,
                "Forbidden",
                "deployments.apps \"web\" is forbidden: User \"tester\" cannot update resource \"deployments/scale\" in API group \"apps\" in the namespace \"d\"");
        assertStatus(
                gateway.get("/metrics"), 403, "Forbidden", "forbidden: User \"tester\" cannot get path \"/metrics\"");
    }

    @Test
    void tokensComeInTheHeaderOrInTheSubprotocol() {
        gateway.authorizer = attributes -> new Authorizer.Decision(false, "");
        assertThat(gateway.get("/api/v1/pods", "Authorization", "bearer abc").body())
                .contains("User \\\"token:abc\\\"");
        assertThat(gateway.get(
                                "/api/v1/pods",
                                "Sec-WebSocket-Protocol",
                                "v4.channel.k8s.io, base64url.bearer.authorization.k8s.io.YWJj")
                        .body())
                .contains("User \\\"token:abc\\\"");
    }

    @Test
    void aCertificateOfAnotherCaIsNobody() {
        TestCertificates other = new TestCertificates("test-ca");
        try (HttpClient stranger =
                TestGateway.client(gateway.ca.client(other, "CN=admin"), HttpClient.Version.HTTP_2)) {
            assertStatus(
                    TestGateway.send(stranger, gateway.request("/api/v1/pods")), 401, "Unauthorized", "Unauthorized");
        }
        try (HttpClient nobody = TestGateway.client(gateway.ca.client(null, ""), HttpClient.Version.HTTP_2)) {
            gateway.authorizer = attributes -> new Authorizer.Decision(false, "");
            assertThat(TestGateway.send(nobody, gateway.request("/api/v1/pods")).body())
                    .contains("system:anonymous");
        }
    }

    @Test
    void impersonationMustBeAllowed() {
        gateway.authorizer = attributes -> new Authorizer.Decision(
                attributes.verb().equals("impersonate") && !attributes.name().equals("root"), "");
        assertThat(gateway.get("/api/v1/pods", "Impersonate-User", "jane").body())
                .contains("User \\\"jane\\\" cannot list");
        assertThat(gateway.get("/api/v1/pods", "Impersonate-User", "root").body())
                .contains(
                        "users \\\"root\\\" is forbidden: User \\\"tester\\\" cannot impersonate resource \\\"users\\\"");
        assertThat(gateway.get("/api/v1/pods", "Impersonate-Group", "devs").statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resourceVersionMatch=Exact|ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided",
                "resourceVersion=0&resourceVersionMatch=Exact|ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"",
                "sendInitialEvents=true|ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list",
                "watch=1&sendInitialEvents=true|ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
                "watch=1&resourceVersionMatch=NotOlderThan|ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
            })
    void badCombinationsOfReadOptionsAre422(String query, String message) {
        assertStatus(gateway.get(PATH + "?" + query), 422, "Invalid", message);
    }

    @ParameterizedTest
    @CsvSource({
        "resourceVersion=abc",
        "limit=x",
        "continue=garbage",
        "fieldSelector=spec.color%3Dred",
        "labelSelector=a%3D%3D%3Db"
    })
    void unreadableReadOptionsAre400(String query) {
        HttpResponse<String> response = gateway.get(PATH + "?" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(json(response).path("reason").stringValue()).isEqualTo("BadRequest");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|dryRun=Some|CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"",
                "POST|fieldValidation=Maybe|CreateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"Maybe\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"",
                "DELETE|propagationPolicy=Never|DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Never\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"",
            })
    void badWriteOptionsAre422(String method, String query, String message) {
        String path = method.equals("POST") ? PATH : PATH + "/here";
        assertStatus(gateway.send(method, path + "?" + query, ""), 422, "Invalid", message);
        assertThat(gateway.state.writes).isEmpty();
    }

    @Test
    void aFieldManagerHasAtMost128PrintableCharacters() {
        String body = "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}";
        assertThat(gateway.send("POST", PATH + "?fieldManager=" + "m".repeat(128), body)
                        .statusCode())
                .isEqualTo(201);
        for (String wrong : List.of("m".repeat(129), "a%01b")) {
            HttpResponse<String> refused = gateway.send("POST", PATH + "?fieldManager=" + wrong, body);
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(json(refused).at("/details/causes/0/field").stringValue())
                    .isEqualTo("fieldManager");
        }
    }

    @Test
    void whatTheQuerySaysReachesStateService() {
        gateway.state.warnings = List.of("careful \"there\"");
        HttpResponse<String> created = gateway.send(
                "POST",
                PATH + "?dryRun=All&fieldManager=me&fieldValidation=Strict",
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"dry\"}}",
                "User-Agent",
                "kubectl/1");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Warning")).hasValue("299 - \"careful \\\"there\\\"\"");
        WriteRequest.Create create = (WriteRequest.Create) gateway.state.writes.getFirst();
        assertThat(create.options()).isEqualTo(new WriteRequest.Options(true, "me", "Strict"));
        assertThat(create.namespace()).isEqualTo("d");
        assertThat(create.caller().name()).isEqualTo("tester");
        assertThat(create.caller().userAgent()).isEqualTo("kubectl/1");
        assertThat(create.caller().requestId())
                .isEqualTo(created.headers().firstValue("Audit-Id").orElseThrow());

        gateway.send("DELETE", PATH + "/nothing?gracePeriodSeconds=0&propagationPolicy=Orphan", "");
        WriteRequest.Delete delete = (WriteRequest.Delete) gateway.state.writes.getLast();
        assertThat(new String(delete.deleteOptions(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"gracePeriodSeconds\":0,\"propagationPolicy\":\"Orphan\"}");
    }

    @Test
    void aFaultIs500WithTheIdThatTheLogHas() {
        gateway.authorizer = attributes -> {
            throw new IllegalStateException("a bug");
        };
        HttpResponse<String> response = gateway.get("/api/v1/pods");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(json(response).path("message").stringValue())
                .contains(response.headers().firstValue("Audit-Id").orElseThrow())
                .doesNotContain("a bug");
    }

    @Test
    void requestsBeyondTheLimitAreAskedToComeAgainAndWatchesAreNotCounted() throws Exception {
        try (TestGateway small = new TestGateway(TestGateway.Options.standard().seats(1))) {
            HttpClient client = small.http(HttpClient.Version.HTTP_2);
            try (WatchClient first = new WatchClient(client, small.uri(PATH + "?watch=1"));
                    WatchClient second = new WatchClient(client, small.uri(PATH + "?watch=1"))) {
                assertThat(first.status()).isEqualTo(200);
                assertThat(second.status()).isEqualTo(200);
                // a read that waits for a revision that does not come takes the only seat
                CompletableFuture<HttpResponse<String>> waiting = client.sendAsync(
                        small.request(PATH + "?resourceVersion=50").build(), HttpResponse.BodyHandlers.ofString());
                HttpResponse<String> refused = small.get(PATH + "?resourceVersion=51");
                HttpResponse<String> waited = waiting.get(10, TimeUnit.SECONDS);
                assertThat(List.of(refused.statusCode(), waited.statusCode())).containsExactlyInAnyOrder(429, 504);
                HttpResponse<String> tooMany = refused.statusCode() == 429 ? refused : waited;
                assertThat(tooMany.headers().firstValue("Retry-After")).hasValue("1");
                assertThat(small.get(PATH).statusCode()).isEqualTo(200);
            }
        }
    }
}
