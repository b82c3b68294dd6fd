package dev.quarterdeck.gateway.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import dev.quarterdeck.gateway.authn.BoundObjects;
import dev.quarterdeck.gateway.authn.ServiceAccountKeys;
import dev.quarterdeck.gateway.authn.ServiceAccountSettings;
import dev.quarterdeck.gateway.authn.TokenAuthenticator;
import dev.quarterdeck.gateway.authn.TokenKey;
import dev.quarterdeck.gateway.authn.TokenVerifier;
import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Authorizer.Decision;
import dev.quarterdeck.gateway.lookup.ObjectLookup;
import dev.quarterdeck.gateway.route.RequestHandler;
import dev.quarterdeck.gateway.testing.Posting;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class RequestTokenTest {
    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00.5Z");
    private static final KeyPair PAIR = pair();

    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final ServiceAccountSettings settings =
            new ServiceAccountSettings(ISSUER, null, List.of(), List.of(), Duration.ZERO);
    private final TokenKey key = TokenKey.of(PAIR.getPublic());
    private final ServiceAccountKeys keys =
            new ServiceAccountKeys(new ServiceAccountKeys.Signing(PAIR.getPrivate(), key), List.of(key));
    private final RequestHandler handler = TokenHandlers.tokenRequests(
            settings,
            keys,
            Posting.BODIES,
            new ObjectLookup(caches, r -> caches.progressOf(r).thenApply(p -> p.newest())),
            a -> Decision.NO,
            () -> NOW,
            () -> "id-1");

    @BeforeEach
    void objects() {
        put("serviceaccounts", """
                {"metadata":{"name":"app","namespace":"ns","uid":"sa-uid"}}""");
        put("pods", """
                {"metadata":{"name":"web","namespace":"ns","uid":"pod-uid"},"spec":{"serviceAccountName":"app","nodeName":"n1",
                 "volumes":[{"name":"t","projected":{"sources":[{"serviceAccountToken":{"path":"token"}},{"serviceAccountToken":{"path":"v","audience":"vault"}}]}}]}}""");
        put("secrets", """
                {"metadata":{"name":"s","namespace":"ns","uid":"secret-uid"}}""");
        put("nodes", """
                {"metadata":{"name":"n1","uid":"node-uid"}}""");
    }

    @Test
    void answersWithATokenThatWeAcceptOurselves() {
        ObjectNode answer = post("{}");
        assertThat(answer.get("kind").stringValue()).isEqualTo("TokenRequest");
        assertThat(answer.get("apiVersion").stringValue()).isEqualTo("authentication.k8s.io/v1");
        assertThat(answer.get("metadata")).isEqualTo(json("""
                        {"name":"app","namespace":"ns","uid":"sa-uid","creationTimestamp":"2026-11-20T12:00:00Z"}"""));
        assertThat(answer.get("spec")).isEqualTo(json("""
                        {"audiences":["%s"],"expirationSeconds":3600,"boundObjectRef":null}""".formatted(ISSUER)));
        assertThat(answer.at("/status/expirationTimestamp").stringValue()).isEqualTo("2026-11-20T13:00:00Z");
        TokenAuthenticator authenticator = new TokenAuthenticator(
                new TokenVerifier(ISSUER, keys.verifying()),
                new BoundObjects(caches, r -> caches.progressOf(r).thenApply(p -> p.newest())),
                List.of(ISSUER),
                () -> NOW);
        User user = authenticator.authenticate(token(answer), List.of()).block().user();
        assertThat(user.name()).isEqualTo("system:serviceaccount:ns:app");
    }

    @Test
    void aTokenOfAPodSaysWhereThePodRuns() {
        assertThat(claims(post(bound("Pod", "web", "pod-uid")))).isEqualTo(json("""
                        {"aud":["%s"],"exp":1795179600,"iat":1795176000,"iss":"%s","jti":"id-1","nbf":1795176000,"sub":"system:serviceaccount:ns:app",
                         "kubernetes.io":{"namespace":"ns","serviceaccount":{"name":"app","uid":"sa-uid"},"pod":{"name":"web","uid":"pod-uid"},"node":{"name":"n1","uid":"node-uid"}}}""".formatted(ISSUER, ISSUER)));
    }

    @Test
    void aTokenOfASecretOrNodeNamesIt() {
        assertThat(claims(post(bound("Secret", "s", ""))).at("/kubernetes.io/secret"))
                .isEqualTo(json("{\"name\":\"s\",\"uid\":\"secret-uid\"}"));
        assertThat(claims(post(bound("Node", "n1", "node-uid"))).at("/kubernetes.io/node"))
                .isEqualTo(json("{\"name\":\"n1\",\"uid\":\"node-uid\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'spec':{'expirationSeconds':599}} | 422 | TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes",
                "{'spec':{'expirationSeconds':4294967297}} | 422 | TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds",
                "{'metadata':{'name':'other'}} | 422 | TokenRequest.authentication.k8s.io \"app\" is invalid: metadata.name: Invalid value: \"other\": must match the service account name if specified",
                "{'metadata':{'uid':'x'}} | 409 | Operation cannot be fulfilled on TokenRequest.authentication.k8s.io \"app\": the UID in the token request (x) does not match the UID of the service account (sa-uid)",
                "{'spec':{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'gone'}}} | 404 | pods \"gone\" not found",
                "{'spec':{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'web','uid':'x'}}} | 409 | Operation cannot be fulfilled on Pod \"web\": the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated",
                "{'spec':{'boundObjectRef':{'kind':'ConfigMap','apiVersion':'v1','name':'c'}}} | 400 | cannot bind token to object of type /v1, Kind=ConfigMap",
                "{'kind':'Pod','apiVersion':'v1'} | 400 | Pod in version \"v1\" cannot be handled as a TokenRequest"
            })
    void refuses(String body, int code, String message) {
        assertThatThrownBy(() -> post(body.replace('\'', '"'))).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.getMessage()).startsWith(message);
            assertThat(e.code()).isEqualTo(code);
        });
    }

    @Test
    void aPodOfAnotherServiceAccountCannotBeBoundTo() {
        put("serviceaccounts", """
                {"metadata":{"name":"other","namespace":"ns","uid":"o"}}""");
        assertThatThrownBy(() -> Posting.post(
                        handler,
                        Posting.create("", "serviceaccounts", "token", "ns", "other"),
                        Posting.user("alice"),
                        bound("Pod", "web", "")))
                .hasMessage(
                        "cannot bind token for serviceaccount \"other\" to pod running with different serviceaccount name.");
    }

    @Test
    void aServiceAccountThatIsNotThereIs404() {
        assertThatThrownBy(() -> Posting.post(
                        handler,
                        Posting.create("", "serviceaccounts", "token", "ns", "none"),
                        Posting.user("alice"),
                        "{}"))
                .hasMessage("serviceaccounts \"none\" not found");
    }

    @Test
    void aNodeGetsTokensOfItsPodsOnlyAndForTheirAudiences() {
        assertThat(token(postAs("n1", bound("Pod", "web", "pod-uid")))).isNotEmpty();
        assertThat(token(postAs("n1", bound("Pod", "web", "pod-uid", "vault")))).isNotEmpty();
        refusedToNode("n1", "{}", "node requested token not bound to a pod");
        refusedToNode("n1", bound("Secret", "s", "secret-uid"), "node requested token not bound to a pod");
        refusedToNode("n1", bound("Pod", "web", ""), "node requested token with a pod binding without a uid");
        refusedToNode(
                "n2",
                bound("Pod", "web", "pod-uid"),
                "node requested token bound to a pod scheduled on a different node");
        refusedToNode(
                "n1",
                bound("Pod", "web", "pod-uid", "bank"),
                "audience \"bank\" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience");
    }

    @Test
    void withoutAKeyNoTokensAreIssued() {
        RequestHandler keyless = TokenHandlers.tokenRequests(
                settings,
                new ServiceAccountKeys(null, List.of()),
                Posting.BODIES,
                new ObjectLookup(caches, r -> caches.progressOf(r).thenApply(p -> p.newest())),
                a -> Decision.NO,
                () -> NOW,
                () -> "id-1");
        assertThatThrownBy(() -> Posting.post(
                        keyless,
                        Posting.create("", "serviceaccounts", "token", "ns", "app"),
                        Posting.user("alice"),
                        "{}"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(503));
    }

    @Test
    void othersFindTheKeysAndVerifyWithThem() throws Exception {
        RequestHandler openId = TokenHandlers.openId(settings, keys, "10.0.0.1:6443");
        assertThat(Posting.get(openId, "/.well-known/openid-configuration"))
                .isEqualTo(json("""
                        {"issuer":"%s","jwks_uri":"https://10.0.0.1:6443/openid/v1/jwks","response_types_supported":["id_token"],
                         "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}""".formatted(ISSUER, ISSUER)));
        JWSObject token = JWSObject.parse(token(post("{}")));
        JWKSet published = JWKSet.parse(Posting.get(openId, "/openid/v1/jwks").toString());
        assertThat(token.verify(new RSASSAVerifier(
                        published.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
    }

    private ObjectNode post(String body) {
        return Posting.post(
                handler, Posting.create("", "serviceaccounts", "token", "ns", "app"), Posting.user("alice"), body);
    }

    private ObjectNode postAs(String node, String body) {
        return Posting.post(
                handler,
                Posting.create("", "serviceaccounts", "token", "ns", "app"),
                Posting.user("system:node:" + node, "system:nodes"),
                body);
    }

    private void refusedToNode(String node, String body, String why) {
        assertThatThrownBy(() -> postAs(node, body)).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.code()).isEqualTo(403);
            assertThat(e.getMessage()).endsWith(why);
        });
    }

    private static String bound(String kind, String name, String uid, String... audiences) {
        return """
                {"spec":{"audiences":[%s],"boundObjectRef":{"kind":"%s","apiVersion":"v1","name":"%s","uid":"%s"}}}""".formatted(audiences.length == 0 ? "" : '"' + audiences[0] + '"', kind, name, uid);
    }

    private static String token(ObjectNode answer) {
        return answer.at("/status/token").stringValue();
    }

    private static ObjectNode claims(ObjectNode answer) {
        try {
            return Json.read(JWSObject.parse(token(answer)).getPayload().toBytes());
        } catch (java.text.ParseException e) {
            throw new AssertionError(e);
        }
    }

    private void put(String resource, String object) {
        caches.put(new StoredResource("", resource), object);
    }

    private static ObjectNode json(String text) {
        return Json.read(text.getBytes());
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
