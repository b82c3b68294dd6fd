package dev.quarterdeck.gateway.tls;

import dev.quarterdeck.gateway.direct.ClientChannel;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * The client certificate of a connection, verified against the client CA once per connection; one that was not good is looked at again after a second, since a clock may have
 * been wrong, or the CA file old. The handshake proves that the client holds the key and lets every chain pass; a chain that does not verify is told so by 401, not by a torn
 * connection, as the reference does. Connection's thread.
 */
public final class ClientCertificates {
    private static final AttributeKey<Verified> VERIFIED = AttributeKey.valueOf(ClientCertificates.class, "verified");
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Verified NONE = new Verified(List.of(), false, 0);

    private final Supplier<@Nullable X509TrustManager> trust;
    private final LongSupplier nanoTime;

    /**
     * @param trust the client CA; null where client certificates are not used
     * @param nanoTime monotonic
     */
    public ClientCertificates(Supplier<@Nullable X509TrustManager> trust, LongSupplier nanoTime) {
        this.trust = trust;
        this.nanoTime = nanoTime;
    }

    /** @param at monotonic nanoseconds */
    private record Verified(List<X509Certificate> chain, boolean rejected, long at) {}

    /** Leaf first; empty where the client showed none. Throws Unauthorized where it showed one that is not good. */
    public List<X509Certificate> of(ServerWebExchange exchange) {
        Channel channel = ClientChannel.of(exchange);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null && channel.parent() != null) {
            channel = channel.parent();
            tls = channel.pipeline().get(SslHandler.class);
        }
        if (tls == null) {
            return List.of();
        }
        Verified verified = channel.attr(VERIFIED).get();
        if (verified == null || (verified.rejected() && nanoTime.getAsLong() - verified.at() > LOOK_AGAIN_NANOS)) {
            verified = verify(tls);
            channel.attr(VERIFIED).set(verified);
        }
        if (verified.rejected()) {
            throw new ApiException(StatusReason.UNAUTHORIZED, "Unauthorized", ApiException.Details.NONE);
        }
        return verified.chain();
    }

    private Verified verify(SslHandler tls) {
        X509TrustManager ca = trust.get();
        if (ca == null) {
            return NONE;
        }
        Certificate[] shown;
        try {
            shown = tls.engine().getSession().getPeerCertificates();
        } catch (SSLPeerUnverifiedException none) {
            return NONE;
        }
        List<X509Certificate> chain = new ArrayList<>(shown.length);
        for (Certificate certificate : shown) {
            chain.add((X509Certificate) certificate);
        }
        if (chain.isEmpty()) {
            return NONE;
        }
        try {
            ca.checkClientTrusted(
                    chain.toArray(X509Certificate[]::new),
                    chain.getFirst().getPublicKey().getAlgorithm());
            return new Verified(List.copyOf(chain), false, 0);
        } catch (CertificateException bad) {
            return new Verified(List.of(), true, nanoTime.getAsLong());
        }
    }
}
