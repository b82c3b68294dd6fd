package dev.quarterdeck.kube.tls;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Private keys in the PEM forms that are about: PKCS #8 ({@code PRIVATE KEY}; RFC 5958), PKCS #1 ({@code RSA PRIVATE KEY}; RFC 8017) and SEC 1 ({@code EC PRIVATE KEY};
 * RFC 5915), not encrypted. The JDK reads the first; the others are the inside of it.
 */
public final class PrivateKeys {
    public static final String PKCS8 = "PRIVATE KEY";
    public static final String PKCS1 = "RSA PRIVATE KEY";
    public static final String SEC1 = "EC PRIVATE KEY";

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION_0 = {INTEGER, 1, 0};
    /** rsaEncryption, and the NULL that goes with it. */
    private static final byte[] RSA = {
        0x06, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 0x05, 0
    };
    /** id-ecPublicKey; the curve follows. */
    private static final byte[] EC = {0x06, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private PrivateKeys() {}

    /** The first private key of a text; throws InvalidKeySpecException where it holds none, or none of a kind that is known. */
    public static PrivateKey first(String pem) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new InvalidKeySpecException(
                    "no private key in it (BEGIN " + PKCS8 + ", BEGIN " + PKCS1 + " or BEGIN " + SEC1 + ")");
        }
        return of(block.group(1), Base64.getMimeDecoder().decode(block.group(2)));
    }

    /** @param label {@link #PKCS8}, {@link #PKCS1} or {@link #SEC1} */
    public static PrivateKey of(String label, byte[] der) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec =
                switch (label) {
                    case PKCS8 -> new PKCS8EncodedKeySpec(der);
                    case PKCS1 -> pkcs8(RSA, der);
                    case SEC1 -> pkcs8(concatenated(EC, curve(der)), der);
                    default -> throw new InvalidKeySpecException("a " + label + " is no private key");
                };
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // of another algorithm, then
            }
        }
        throw new InvalidKeySpecException("the key is neither of " + ALGORITHMS);
    }

    private static PKCS8EncodedKeySpec pkcs8(byte[] algorithm, byte[] key) {
        return new PKCS8EncodedKeySpec(
                tagged(SEQUENCE, concatenated(VERSION_0, tagged(SEQUENCE, algorithm), tagged(OCTET_STRING, key))));
    }

    /** What follows version and secret. */
    private static byte[] curve(byte[] sec1) throws InvalidKeySpecException {
        try {
            ByteBuffer key = next(ByteBuffer.wrap(sec1), SEQUENCE);
            next(key, INTEGER);
            next(key, OCTET_STRING);
            ByteBuffer parameters = next(key, PARAMETERS);
            byte[] curve = new byte[parameters.remaining()];
            parameters.get(curve);
            return curve;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new InvalidKeySpecException("an " + SEC1 + " that does not name its curve", e);
        }
    }

    /** The content of the element at the buffer's position, which moves behind it. */
    private static ByteBuffer next(ByteBuffer der, int tag) throws InvalidKeySpecException {
        if ((der.get() & 0xff) != tag) {
            throw new InvalidKeySpecException("no " + SEC1);
        }
        int length = der.get() & 0xff;
        if (length >= 0x80) {
            int bytes = length & 0x7f;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = (length << 8) | (der.get() & 0xff);
            }
        }
        ByteBuffer content = der.slice().limit(length);
        der.position(der.position() + length);
        return content;
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

    private static byte[] concatenated(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
