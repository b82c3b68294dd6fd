package dev.quarterdeck.gateway.tls;

import dev.quarterdeck.kube.tls.PemFiles;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the listening side: the JDK's, with ALPN for HTTP/2 and HTTP/1.1. Client certificates are asked for where a client CA is set; whether they are
 * good is decided by {@link ClientCertificates}. Changed files are read again; connections that are open keep what they began with. Thread-safe.
 */
public final class ServerTls {
    private final WatchedFiles<X509ExtendedKeyManager> keys;
    private final @Nullable WatchedFiles<X509TrustManager> clientCa;
    private final @Nullable WatchedFiles<X509TrustManager> requestHeaderCa;
    private final SslContext context;

    private ServerTls(
            Path certFile,
            Path keyFile,
            @Nullable Path clientCaFile,
            @Nullable Path requestHeaderCaFile,
            LongSupplier nanoTime)
            throws GeneralSecurityException {
        keys = new WatchedFiles<>(List.of(certFile, keyFile), () -> PemFiles.identity(certFile, keyFile), nanoTime);
        clientCa = trust(clientCaFile, nanoTime);
        requestHeaderCa = trust(requestHeaderCaFile, nanoTime);
        List<WatchedFiles<X509TrustManager>> authorities =
                Stream.of(clientCa, requestHeaderCa).filter(Objects::nonNull).toList();
        // Not by Netty's builder: that looks for a library of cryptography to read keys with, and loads all of it.
        context = new JdkSslContext(
                PemFiles.context(new CurrentKey(keys), new AskOnly(authorities)),
                false,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1),
                authorities.isEmpty() ? ClientAuth.NONE : ClientAuth.OPTIONAL,
                new String[] {"TLSv1.3", "TLSv1.2"},
                false);
    }

    private static @Nullable WatchedFiles<X509TrustManager> trust(@Nullable Path file, LongSupplier nanoTime) {
        return file == null ? null : new WatchedFiles<>(List.of(file), () -> PemFiles.trust(file), nanoTime);
    }

    /** As the other, without front proxies. */
    public static ServerTls load(Path certFile, Path keyFile, @Nullable Path clientCaFile) {
        return load(certFile, keyFile, clientCaFile, null);
    }

    /**
     * Throws IllegalStateException that names the file and what is wrong with it.
     *
     * @param requestHeaderCaFile signs the certificates of front proxies
     */
    public static ServerTls load(
            Path certFile, Path keyFile, @Nullable Path clientCaFile, @Nullable Path requestHeaderCaFile) {
        try {
            return new ServerTls(certFile, keyFile, clientCaFile, requestHeaderCaFile, System::nanoTime);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "cannot use certificate " + certFile + " with key " + keyFile + ": " + e.getMessage(), e);
        }
    }

    SslContext context() {
        return context;
    }

    /** Verifies client certificates; null where they are not used. */
    public @Nullable X509TrustManager clientCa() {
        WatchedFiles<X509TrustManager> ca = clientCa;
        return ca == null ? null : ca.get();
    }

    /** Verifies certificates of front proxies; null where there are none. */
    public @Nullable X509TrustManager requestHeaderCa() {
        WatchedFiles<X509TrustManager> ca = requestHeaderCa;
        return ca == null ? null : ca.get();
    }

    /** The key of the moment. */
    private static final class CurrentKey extends X509ExtendedKeyManager {
        private final WatchedFiles<X509ExtendedKeyManager> keys;

        CurrentKey(WatchedFiles<X509ExtendedKeyManager> keys) {
            this.keys = keys;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return keys.get().chooseEngineServerAlias(type, issuers, engine);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return keys.get().chooseServerAlias(type, issuers, socket);
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return keys.get().getServerAliases(type, issuers);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return keys.get().getCertificateChain(alias);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return keys.get().getPrivateKey(alias);
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }

    /** Names the accepted issuers and lets every chain pass. */
    private static final class AskOnly extends X509ExtendedTrustManager {
        private final List<WatchedFiles<X509TrustManager>> authorities;

        AskOnly(List<WatchedFiles<X509TrustManager>> authorities) {
            this.authorities = authorities;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException("this is the server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new UnsupportedOperationException("this is the server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException("this is the server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return authorities.stream()
                    .flatMap(ca -> Stream.of(ca.get().getAcceptedIssuers()))
                    .toArray(X509Certificate[]::new);
        }
    }
}
