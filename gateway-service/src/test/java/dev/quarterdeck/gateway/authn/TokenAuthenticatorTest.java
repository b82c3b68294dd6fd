package dev.quarterdeck.gateway.authn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import dev.quarterdeck.gateway.authn.TokenClaims.Ref;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenAuthenticatorTest {
    private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
    private static final StoredResource ACCOUNTS = new StoredResource("", "serviceaccounts");
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final StoredResource SECRETS = new StoredResource("", "secrets");
    private static final StoredResource NODES = new StoredResource("", "nodes");
    private static final KeyPair RSA = pair("RSA", 2048);
    private static final KeyPair EC = pair("EC", 256);
    private static final KeyPair FOREIGN = pair("EC", 256);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T12:00:00Z"));
    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final TokenAuthenticator tokens = new TokenAuthenticator(
            new TokenVerifier(ISSUER, List.of(TokenKey.of(RSA.getPublic()), TokenKey.of(EC.getPublic()))),
            new BoundObjects(caches, r -> caches.progressOf(r).thenApply(p -> p.newest())),
            List.of(ISSUER),
            now::get);
    private final GatewayAuthenticator authenticator = new GatewayAuthenticator(tokens, now::get);

    @BeforeEach
    void objects() {
        caches.put(ACCOUNTS, object("app", "ns", "sa-uid", ""));
        caches.put(PODS, object("web", "ns", "pod-uid", ""));
        caches.put(SECRETS, object("s", "ns", "secret-uid", ""));
        caches.put(NODES, object("n1", "", "node-uid", ""));
    }

    @Test
    void aGoodTokenIsItsServiceAccount() {
        TokenClaims claims = claims(new Ref("web", "pod-uid"), null, new Ref("n1", "node-uid"));
        User user = user(sign(EC, claims));
        assertThat(user.name()).isEqualTo("system:serviceaccount:ns:app");
        assertThat(user.uid()).isEqualTo("sa-uid");
        assertThat(user.groups())
                .containsExactly("system:serviceaccounts", "system:serviceaccounts:ns", "system:authenticated");
        assertThat(user.extra())
                .isEqualTo(Map.of(
                        "authentication.kubernetes.io/credential-id", List.of("JTI=id-1"),
                        "authentication.kubernetes.io/pod-name", List.of("web"),
                        "authentication.kubernetes.io/pod-uid", List.of("pod-uid"),
                        "authentication.kubernetes.io/node-name", List.of("n1"),
                        "authentication.kubernetes.io/node-uid", List.of("node-uid")));
    }

    @Test
    void anyOfSeveralKeysWillDoButNoOther() {
        TokenClaims claims = claims(null, null, null);
        assertThat(isGood(sign(RSA, claims))).isTrue();
        assertThat(isGood(sign(EC, claims))).isTrue();
        assertThat(isGood(sign(FOREIGN, claims))).isFalse();
    }

    @Test
    void aTokenWithoutKeyIdIsTriedWithEveryKey() {
        assertThat(isGood(sign(EC, null, claims(null, null, null)))).isTrue();
    }

    @Test
    void aTokenCannotChooseItsAlgorithm() throws Exception {
        String payload = Json.MAPPER.writeValueAsString(claims(null, null, null).write(Json.object()));
        JWSObject mac = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(TokenKey.of(EC.getPublic()).id())
                        .build(),
                new Payload(payload));
        mac.sign(new MACSigner(EC.getPublic().getEncoded()));
        assertThat(isGood(mac.serialize())).isFalse();
        String none = base64("{\"alg\":\"none\"}") + "." + base64(payload) + ".";
        assertThat(isGood(none)).isFalse();
    }

    @Test
    void rubbishIsRefusedAndNeverAnonymous() {
        for (String token : List.of("x", "a.b.c", "....", "{}", "e30.e30.e30", "x".repeat(100_000))) {
            assertThatThrownBy(
                            () -> authenticator.authenticate(List.of(), token).block())
                    .isInstanceOfSatisfying(ApiException.class, e -> {
                        assertThat(e.code()).isEqualTo(401);
                        assertThat(e.getMessage()).isEqualTo("Unauthorized");
                    });
        }
    }

    @Test
    void aTokenIsForItsIssuerAndAudiences() {
        TokenClaims good = claims(null, null, null);
        assertThat(isGood(sign(EC, with(good, "https://elsewhere", good.audiences()))))
                .isFalse();
        assertThat(isGood(sign(EC, with(good, ISSUER, List.of("vault"))))).isFalse();
        String vault = sign(EC, with(good, ISSUER, List.of("vault", ISSUER)));
        assertThat(tokens.authenticate(vault, List.of("vault", "x")).block().audiences())
                .containsExactly("vault");
        assertThat(tokens.authenticate(vault, List.of("x")).blockOptional()).isEmpty();
    }

    @Test
    void aTokenEndsWithItsTimeAndAMinuteOfLeeway() {
        String token = sign(EC, claims(null, null, null));
        assertThat(isGood(token)).isTrue();
        now.updateAndGet(t -> t.plusSeconds(3600 + 60));
        assertThat(isGood(token)).isTrue();
        now.updateAndGet(t -> t.plusSeconds(1));
        assertThat(isGood(token)).isFalse();
        now.set(Instant.parse("2026-11-20T11:58:00Z"));
        assertThat(isGood(token)).isFalse();
    }

    @Test
    void aTokenEndsAtOnceWithWhatItIsBoundTo() {
        record Case(TokenClaims claims, StoredResource resource, ObjectKey key) {}
        for (Case c : List.of(
                new Case(claims(null, null, null), ACCOUNTS, new ObjectKey("ns", "app")),
                new Case(claims(new Ref("web", "pod-uid"), null, null), PODS, new ObjectKey("ns", "web")),
                new Case(claims(null, new Ref("s", "secret-uid"), null), SECRETS, new ObjectKey("ns", "s")),
                new Case(claims(null, null, new Ref("n1", "node-uid")), NODES, new ObjectKey("", "n1")))) {
            objects();
            String token = sign(EC, c.claims());
            assertThat(isGood(token)).as("%s before", c).isTrue();
            caches.delete(c.resource(), c.key());
            assertThat(isGood(token)).as("%s gone", c).isFalse();
            caches.put(c.resource(), object(c.key().name(), c.key().namespace(), "another-uid", ""));
            assertThat(isGood(token)).as("%s another of the same name", c).isFalse();
        }
    }

    @Test
    void aPodThatIsBeingDeletedKeepsItsTokenUntilAMinuteAfterItsGracePeriod() {
        String token = sign(EC, claims(new Ref("web", "pod-uid"), null, null));
        caches.put(PODS, object("web", "ns", "pod-uid", "2026-11-20T12:00:30Z"));
        assertThat(isGood(token)).isTrue();
        now.set(Instant.parse("2026-11-20T12:01:29Z"));
        assertThat(isGood(token)).isTrue();
        now.set(Instant.parse("2026-11-20T12:01:30Z"));
        assertThat(isGood(token)).isFalse();
    }

    @Test
    void anAccountThatThisReplicaHasNotHeardOfYetIsWaitedFor() {
        FakeResourceCaches late = new FakeResourceCaches();
        CompletableFuture<Long> answer = new CompletableFuture<>();
        TokenAuthenticator waiting = new TokenAuthenticator(
                new TokenVerifier(ISSUER, List.of(TokenKey.of(EC.getPublic()))),
                new BoundObjects(late, r -> answer),
                List.of(ISSUER),
                now::get);
        CompletableFuture<User> user =
                waiting.authenticate(sign(EC, claims(null, null, null))).toFuture();
        assertThat(user).isNotDone();
        long revision = late.put(ACCOUNTS, object("app", "ns", "sa-uid", ""));
        answer.complete(revision);
        assertThat(user.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                        .join()
                        .uid())
                .isEqualTo("sa-uid");
    }

    /** Tokens that stand in secrets have no end: they are good while the secret holds them and the account is the same. */
    @Test
    void aTokenOfASecretIsGoodWhileTheSecretHoldsIt() {
        String token = sign(RSA, """
                {"iss":"kubernetes/serviceaccount","sub":"system:serviceaccount:ns:app",
                 "kubernetes.io/serviceaccount/namespace":"ns","kubernetes.io/serviceaccount/secret.name":"s",
                 "kubernetes.io/serviceaccount/service-account.name":"app",
                 "kubernetes.io/serviceaccount/service-account.uid":"sa-uid"}""");
        assertThat(tokens.authenticate(token).blockOptional()).isEmpty();
        String data = java.util.Base64.getEncoder().encodeToString(token.getBytes());
        caches.put(
                SECRETS,
                object("s", "ns", "secret-uid", "")
                        .replace("{\"metadata\"", "{\"data\":{\"token\":\"" + data + "\"},\"metadata\""));
        User user = user(token);
        assertThat(user.name()).isEqualTo("system:serviceaccount:ns:app");
        assertThat(user.uid()).isEqualTo("sa-uid");
        assertThat(user.extra()).isEmpty();
        now.set(now.get().plus(java.time.Duration.ofDays(1000)));
        assertThat(user(token).name()).isEqualTo("system:serviceaccount:ns:app");
        assertThat(tokens.authenticate(token, List.of("elsewhere")).blockOptional())
                .isEmpty();
        caches.put(SECRETS, object("s", "ns", "secret-uid", ""));
        assertThat(tokens.authenticate(token).blockOptional()).isEmpty();
    }

    @Test
    void noCredentialsAreNobody() {
        assertThat(authenticator.authenticate(List.of(), "").block()).isEqualTo(User.ANONYMOUS);
    }

    private boolean isGood(String token) {
        return tokens.authenticate(token).blockOptional().isPresent();
    }

    private User user(String token) {
        return authenticator.authenticate(List.of(), token).block();
    }

    private TokenClaims claims(@Nullable Ref pod, @Nullable Ref secret, @Nullable Ref node) {
        long at = Instant.parse("2026-11-20T12:00:00Z").getEpochSecond();
        return new TokenClaims(
                ISSUER, List.of(ISSUER), "id-1", at, at, at + 3600, "ns", new Ref("app", "sa-uid"), pod, secret, node);
    }

    private static TokenClaims with(TokenClaims c, String issuer, List<String> audiences) {
        return new TokenClaims(
                issuer,
                audiences,
                c.id(),
                c.issuedAt(),
                c.notBefore(),
                c.expires(),
                c.namespace(),
                c.serviceAccount(),
                c.pod(),
                c.secret(),
                c.node());
    }

    private static String sign(KeyPair key, String payload) {
        try {
            JWSObject jws = new JWSObject(
                    new JWSHeader.Builder(TokenKey.of(key.getPublic()).algorithm()).build(), new Payload(payload));
            jws.sign(new RSASSASigner(key.getPrivate()));
            return jws.serialize();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String sign(KeyPair key, TokenClaims claims) {
        return sign(key, TokenKey.of(key.getPublic()).id(), claims);
    }

    private static String sign(KeyPair key, @Nullable String id, TokenClaims claims) {
        try {
            UnaryOperator<JWSHeader.Builder> named = b -> id == null ? b : b.keyID(id);
            JWSSigner signer = key.getPrivate() instanceof ECPrivateKey ec
                    ? new ECDSASigner(ec)
                    : new RSASSASigner(key.getPrivate());
            JWSAlgorithm algorithm = TokenKey.of(key.getPublic()).algorithm();
            JWSObject jws = new JWSObject(
                    named.apply(new JWSHeader.Builder(algorithm)).build(),
                    new Payload(Json.MAPPER.writeValueAsString(claims.write(Json.object()))));
            jws.sign(signer);
            return jws.serialize();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String object(String name, String namespace, String uid, String deletion) {
        return """
                {"metadata":{"name":"%s","namespace":"%s","uid":"%s"%s}}""".formatted(
                        name, namespace, uid, deletion.isEmpty() ? "" : ",\"deletionTimestamp\":\"" + deletion + "\"");
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes());
    }

    private static KeyPair pair(String algorithm, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
