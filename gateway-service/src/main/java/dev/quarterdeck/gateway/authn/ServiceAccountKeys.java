package dev.quarterdeck.gateway.authn;

import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of service account tokens.
 *
 * @param signing null where this gateway issues no tokens
 * @param verifying all keys whose tokens are good, that of the signing key first
 */
public record ServiceAccountKeys(@Nullable Signing signing, List<TokenKey> verifying) {

    /** @param key the public half of {@code privateKey}: its id and algorithm go into the header of tokens */
    public record Signing(PrivateKey privateKey, TokenKey key) {}

    /** Throws IllegalArgumentException that names the file where a key can't be read. */
    public static ServiceAccountKeys load(ServiceAccountSettings settings) {
        List<TokenKey> verifying = new ArrayList<>();
        Signing signing = null;
        if (settings.signingKeyFile() != null) {
            PemKeys pem = PemKeys.read(settings.signingKeyFile());
            if (pem.privateKeys().isEmpty() || pem.publicKeys().isEmpty()) {
                throw new IllegalArgumentException(
                        settings.signingKeyFile() + " must hold a private key, and for an EC key its PUBLIC KEY too");
            }
            pem.publicKeys().forEach(k -> verifying.add(TokenKey.of(k)));
            signing = new Signing(pem.privateKeys().getFirst(), verifying.getFirst());
        }
        settings.keyFiles()
                .forEach(file -> PemKeys.read(file).publicKeys().forEach(k -> verifying.add(TokenKey.of(k))));
        Set<String> ids = new HashSet<>();
        verifying.removeIf(k -> !ids.add(k.id()));
        return new ServiceAccountKeys(signing, List.copyOf(verifying));
    }
}
