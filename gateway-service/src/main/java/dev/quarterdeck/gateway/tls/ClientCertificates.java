package dev.quarterdeck.gateway.tls;

import dev.quarterdeck.gateway.direct.NearExchange;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * The client certificate of a connection, verified against the client CA once per connection; one that was not good is looked at again after a second, since a clock may have
 * been wrong, or the CA file old. The handshake proves that the client holds the key and lets every chain pass; a chain that does not verify is told so by 401, not by a torn
 * connection, as the reference does. Connection's thread.
 */
public final class ClientCertificates {
    private final PeerCertificates certificates;

    /**
     * @param trust the client CA; null where client certificates are not used
     * @param nanoTime monotonic
     */
    public ClientCertificates(Supplier<@Nullable X509TrustManager> trust, LongSupplier nanoTime) {
        this.certificates = new PeerCertificates("client", trust, nanoTime);
    }

    /** Leaf first; empty where the client showed none. Throws Unauthorized where it showed one that is not good. */
    public List<X509Certificate> of(ServerWebExchange exchange) {
        if (exchange instanceof NearExchange near) {
            return near.certificates();
        }
        PeerCertificates.Verified verified = certificates.of(exchange);
        if (verified.rejected()) {
            throw new ApiException(StatusReason.UNAUTHORIZED, "Unauthorized", ApiException.Details.NONE);
        }
        return verified.chain();
    }
}
