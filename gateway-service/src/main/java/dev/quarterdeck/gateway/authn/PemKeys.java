package dev.quarterdeck.gateway.authn;

import dev.quarterdeck.kube.tls.PrivateKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The RSA and EC keys of a PEM file, in its order: {@code PUBLIC KEY}, private keys in each form of {@link PrivateKeys} and {@code CERTIFICATE}. An RSA
 * private key brings its public key; an EC private key needs a {@code PUBLIC KEY} beside it.
 *
 * @param privateKeys keys that sign
 * @param publicKeys keys that verify
 */
public record PemKeys(List<PrivateKey> privateKeys, List<PublicKey> publicKeys) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([A-Za-z0-9+/=\\s]+?)-----END \\1-----");

    /** Throws IllegalArgumentException that names the file where it can't be read or holds no key. */
    public static PemKeys read(Path file) {
        try {
            PemKeys keys = parse(Files.readString(file));
            if (keys.publicKeys.isEmpty() && keys.privateKeys.isEmpty()) {
                throw new IllegalArgumentException(file + " holds no PEM key");
            }
            return keys;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("cannot read keys from " + file + ": " + e, e);
        }
    }

    static PemKeys parse(String pem) throws GeneralSecurityException {
        List<PrivateKey> privateKeys = new ArrayList<>();
        List<PublicKey> publicKeys = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(pem);
        while (blocks.find()) {
            byte[] der = Base64.getMimeDecoder().decode(blocks.group(2));
            switch (blocks.group(1)) {
                case "PUBLIC KEY" -> publicKeys.add(publicKey(der));
                case PrivateKeys.PKCS8, PrivateKeys.PKCS1, PrivateKeys.SEC1 ->
                    privateKeys.add(PrivateKeys.of(blocks.group(1), der));
                case "CERTIFICATE" ->
                    publicKeys.add(CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der))
                            .getPublicKey());
                default -> {
                    // Parameters and the like.
                }
            }
        }
        for (PrivateKey key : privateKeys) {
            if (key instanceof RSAPrivateCrtKey rsa) {
                publicKeys.add(KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent())));
            }
        }
        return new PemKeys(
                List.copyOf(privateKeys),
                List.copyOf(publicKeys.stream().distinct().toList()));
    }

    private static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
        X509EncodedKeySpec spec = new X509EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance("RSA").generatePublic(spec);
        } catch (GeneralSecurityException notRsa) {
            return KeyFactory.getInstance("EC").generatePublic(spec);
        }
    }
}
