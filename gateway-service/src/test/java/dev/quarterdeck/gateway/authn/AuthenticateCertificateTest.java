package dev.quarterdeck.gateway.authn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.gateway.testing.Certificates;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.stream.testing.FakeResourceCaches;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AuthenticateCertificateTest {
    private final Instant start = Instant.parse("2026-11-20T12:00:00Z");
    private final AtomicReference<Instant> now = new AtomicReference<>(start);
    private final Certificates certificates = new Certificates(start);
    private final GatewayAuthenticator authenticator = new GatewayAuthenticator(
            new TokenAuthenticator(
                    new TokenVerifier("https://issuer", List.of()),
                    new BoundObjects(
                            new FakeResourceCaches(), (StoredResource r) -> CompletableFuture.completedFuture(0L)),
                    List.of("https://issuer"),
                    now::get),
            now::get);

    @Test
    void theCommonNameIsTheUserAndOrganizationsAreGroups() {
        User user = authenticate("O=system:nodes,O=ops\\, east,CN=system:node:n1", "");
        assertThat(user.name()).isEqualTo("system:node:n1");
        assertThat(user.groups()).containsExactly("system:nodes", "ops, east", "system:authenticated");
        assertThat(user.extra().get("authentication.kubernetes.io/credential-id"))
                .singleElement()
                .asString()
                .matches("X509SHA256=[0-9a-f]{64}");
    }

    @Test
    void aCertificateGoesBeforeAToken() {
        assertThat(authenticate("CN=alice", "rubbish").name()).isEqualTo("alice");
    }

    @Test
    void aCertificateWithoutANameIsNobody() {
        assertThat(authenticate("O=system:masters", "")).isEqualTo(User.ANONYMOUS);
    }

    @Test
    void aCertificateThatExpiresOnAnOpenConnectionIsRefused() {
        X509Certificate certificate = certificates.client("CN=alice").certificate();
        assertThat(authenticator.authenticate(List.of(certificate), "").block().name())
                .isEqualTo("alice");
        now.set(start.plusSeconds(3601));
        assertThatThrownBy(() ->
                        authenticator.authenticate(List.of(certificate), "").block())
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(401));
    }

    private User authenticate(String subject, String token) {
        return authenticator
                .authenticate(List.of(certificates.client(subject).certificate()), token)
                .block();
    }
}
