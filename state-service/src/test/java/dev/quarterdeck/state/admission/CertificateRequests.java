package dev.quarterdeck.state.admission;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.security.auth.x500.X500Principal;

/** Certificate requests with a subject and nothing else that matters: as much of PKCS #10 as admission reads. */
final class CertificateRequests {
    private CertificateRequests() {}

    /** @param subject {@code /O=devs/CN=x} */
    static String pem(String subject) {
        byte[] name = new X500Principal(subject.substring(1).replace("/", ", ")).getEncoded();
        byte[] info = tlv(0x30, concat(new byte[] {2, 1, 0}, name));
        byte[] request = tlv(0x30, info);
        String pem = "-----BEGIN CERTIFICATE REQUEST-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(request)
                + "\n-----END CERTIFICATE REQUEST-----\n";
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] tlv(int tag, byte[] content) {
        return concat(new byte[] {(byte) tag, (byte) content.length}, content);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(other);
        return out.toByteArray();
    }
}
