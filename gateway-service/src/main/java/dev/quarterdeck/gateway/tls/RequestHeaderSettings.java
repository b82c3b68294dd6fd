package dev.quarterdeck.gateway.tls;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Front proxies before this server: whoever shows a certificate of theirs says in headers whom it speaks for ({@code --requestheader-*} of kube-apiserver).
 *
 * @param clientCaFile PEM certificates that sign the certificates of front proxies; absent: there are none
 * @param allowedNames common names that a front proxy's certificate may have; empty: any
 * @param usernameHeaders the first that is there says who it is
 * @param uidHeaders the first that is there is the uid
 * @param groupHeaders each value is a group
 * @param extraHeaderPrefixes what follows the prefix is the key of an extra
 */
@ConfigurationProperties("quarterdeck.gateway.request-header")
public record RequestHeaderSettings(
        @Nullable Path clientCaFile,
        @DefaultValue("front-proxy-client") List<String> allowedNames,
        @DefaultValue("X-Remote-User") List<String> usernameHeaders,
        @DefaultValue("X-Remote-Uid") List<String> uidHeaders,
        @DefaultValue("X-Remote-Group") List<String> groupHeaders,
        @DefaultValue("X-Remote-Extra-") List<String> extraHeaderPrefixes) {

    public RequestHeaderSettings {
        if (clientCaFile != null && usernameHeaders.isEmpty()) {
            throw new IllegalArgumentException(
                    "quarterdeck.gateway.request-header.username-headers must name at least one header");
        }
    }
}
