package dev.quarterdeck.gateway.tls;

import dev.quarterdeck.gateway.direct.ClientChannel;
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
 * The certificates that a connection's client showed, verified against some authorities once per connection; a chain that was not good is looked at again after a second.
 * Connection's thread.
 */
final class PeerCertificates {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Verified NONE = new Verified(List.of(), false, 0);

    private final AttributeKey<Verified> attribute;
    private final Supplier<@Nullable X509TrustManager> trust;
    private final LongSupplier nanoTime;

    /**
     * @param name of the authorities; verdicts are remembered under it
     * @param trust the authorities; null where there are none
     * @param nanoTime monotonic
     */
    PeerCertificates(String name, Supplier<@Nullable X509TrustManager> trust, LongSupplier nanoTime) {
        this.attribute = AttributeKey.valueOf(PeerCertificates.class, name);
        this.trust = trust;
        this.nanoTime = nanoTime;
    }

    /**
     * @param chain leaf first; empty where none was shown, or one that is not good
     * @param rejected one was shown that is not good
     * @param at monotonic nanoseconds
     */
    record Verified(List<X509Certificate> chain, boolean rejected, long at) {}

    Verified of(ServerWebExchange exchange) {
        Channel channel = ClientChannel.of(exchange);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null && channel.parent() != null) {
            channel = channel.parent();
            tls = channel.pipeline().get(SslHandler.class);
        }
        if (tls == null) {
            return NONE;
        }
        Verified verified = channel.attr(attribute).get();
        if (verified == null || (verified.rejected() && nanoTime.getAsLong() - verified.at() > LOOK_AGAIN_NANOS)) {
            verified = verify(tls);
            channel.attr(attribute).set(verified);
        }
        return verified;
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
