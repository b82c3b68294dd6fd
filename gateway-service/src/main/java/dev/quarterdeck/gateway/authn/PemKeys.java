package dev.quarterdeck.gateway.authn;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The RSA and EC keys of a PEM file, in its order: {@code PUBLIC KEY}, {@code PRIVATE KEY} (PKCS 8), {@code RSA PRIVATE KEY} (PKCS 1) and {@code CERTIFICATE}. An RSA
 * private key brings its public key; an EC private key needs a {@code PUBLIC KEY} beside it.
 *
 * @param privateKeys keys that sign
 * @param publicKeys keys that verify
 */
public record PemKeys(List<PrivateKey> privateKeys, List<PublicKey> publicKeys) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([A-Za-z0-9+/=\\s]+?)-----END \\1-----");

    /** The algorithm identifier of RSA, which PKCS 1 leaves out and PKCS 8 wants. */
    private static final byte[] RSA_IDENTIFIER = {
        2, 1, 0, 0x30, 0x0d, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
    };

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
                case "PRIVATE KEY" -> privateKeys.add(privateKey(der));
                case "RSA PRIVATE KEY" -> privateKeys.add(privateKey(wrap(der)));
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

    private static PrivateKey privateKey(byte[] der) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (GeneralSecurityException notRsa) {
            return KeyFactory.getInstance("EC").generatePrivate(spec);
        }
    }

    private static byte[] wrap(byte[] pkcs1) {
        byte[] octets = tagged(0x04, pkcs1);
        byte[] content = new byte[RSA_IDENTIFIER.length + octets.length];
        System.arraycopy(RSA_IDENTIFIER, 0, content, 0, RSA_IDENTIFIER.length);
        System.arraycopy(octets, 0, content, RSA_IDENTIFIER.length, octets.length);
        return tagged(0x30, content);
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        if (content.length < 0x80) {
            der.write(content.length);
        } else {
            int bytes = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
            der.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                der.write(content.length >> shift);
            }
        }
        der.writeBytes(content);
        return der.toByteArray();
    }
}
