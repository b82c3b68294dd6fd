package dev.quarterdeck.gateway.authn;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that stand in secrets: the day of their use is written down, and those that are marked as unused are refused. */
class TrackLegacyTokensTest {
    private static final String CLAIMS = """
            {"iss":"kubernetes/serviceaccount","kubernetes.io/serviceaccount/namespace":"ns",
            "kubernetes.io/serviceaccount/secret.name":"s","kubernetes.io/serviceaccount/service-account.name":"app",
            "kubernetes.io/serviceaccount/service-account.uid":"sa-uid","sub":"system:serviceaccount:ns:app"}""";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T12:00:00Z"));
    private final FakeResourceCaches caches = new FakeResourceCaches();
    private final List<WriteRequest> written = new ArrayList<>();
    private CompletableFuture<WriteResult> answer = new CompletableFuture<>();
    private final KeyPair key = pair();
    private final String token = sign();
    private final TokenAuthenticator tokens = new TokenAuthenticator(
            new TokenVerifier("https://issuer", List.of(TokenKey.of(key.getPublic()))),
            new BoundObjects(caches, r -> caches.progressOf(r).thenApply(p -> p.newest()), new LegacyTokenUse(r -> {
                written.add(r);
                return answer;
            })),
            List.of("https://issuer"),
            now::get);

    @BeforeEach
    void objects() {
        caches.put(new StoredResource("", "serviceaccounts"), """
                {"metadata":{"name":"app","namespace":"ns","uid":"sa-uid"}}""");
        secret("{}");
    }

    private void secret(String labels) {
        caches.put(new StoredResource("", "secrets"), """
                {"metadata":{"name":"s","namespace":"ns","uid":"s-uid","labels":%s},"data":{"token":"%s"}}""".formatted(
                        labels, Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.US_ASCII))));
    }

    private boolean isGood() {
        return tokens.authenticate(token).blockOptional().isPresent();
    }

    @Test
    void theDayOfUseIsWrittenDownOnce() {
        assertThat(isGood()).isTrue();
        assertThat(isGood()).isTrue();
        assertThat(written).singleElement().satisfies(request -> {
            WriteRequest.Patch patch = (WriteRequest.Patch) request;
            assertThat(patch.namespace() + "/" + patch.name()).isEqualTo("ns/s");
            assertThat(Json.read(patch.body())).isEqualTo(Json.read("""
                            {"metadata":{"uid":"s-uid","labels":{"kubernetes.io/legacy-token-last-used":"2026-11-20"}}}""".getBytes(StandardCharsets.UTF_8)));
        });
    }

    @Test
    void whatIsKnownIsNotWrittenAgainUntilTheNextDay() {
        secret("{\"kubernetes.io/legacy-token-last-used\":\"2026-11-20\"}");
        assertThat(isGood()).isTrue();
        assertThat(written).isEmpty();
        now.set(now.get().plusSeconds(24 * 3600));
        assertThat(isGood()).isTrue();
        assertThat(written).hasSize(1);
    }

    @Test
    void aFailureIsNobodysHarmAndTriedAgain() {
        answer = CompletableFuture.failedFuture(new IllegalStateException("no store"));
        assertThat(isGood()).isTrue();
        now.set(now.get().plusSeconds(600));
        assertThat(isGood()).isTrue();
        assertThat(written).hasSize(2);
    }

    @Test
    void aTokenThatIsMarkedIsRefusedUntilTheMarkIsTakenAway() {
        secret("{\"kubernetes.io/legacy-token-invalid-since\":\"2026-01-01\"}");
        assertThat(isGood()).isFalse();
        assertThat(written).as("that somebody still uses it is written down").hasSize(1);
        secret("{}");
        assertThat(isGood()).isTrue();
    }

    private String sign() {
        try {
            JWSObject jws = new JWSObject(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(TokenKey.of(key.getPublic()).id())
                            .build(),
                    new Payload(CLAIMS));
            jws.sign(new RSASSASigner(key.getPrivate()));
            return jws.serialize();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
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
