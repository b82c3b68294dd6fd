package dev.quarterdeck.state.admission;

import dev.quarterdeck.state.kind.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/** Nobody gets a client certificate of the group {@code system:masters} by asking for it. */
public final class CertificateSubjectRestriction implements AdmissionPlugin {
    private static final String CLIENT_SIGNER = "kubernetes.io/kube-apiserver-client";
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([^-]*)-----END", Pattern.DOTALL);
    private static final Pattern MASTERS = Pattern.compile("(?:^|[,+])O=system:masters(?:$|[,+])");

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isCreate() && request.isFor("certificates.k8s.io", "certificatesigningrequests");
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!Trees.text(request.object(), "spec", "signerName").equals(CLIENT_SIGNER)) {
            return;
        }
        String subject;
        try {
            subject = subject(Trees.text(request.object(), "spec", "request"));
        } catch (IOException | IllegalArgumentException e) {
            throw request.forbidden("unable to parse csr: " + e.getMessage());
        }
        if (MASTERS.matcher(subject).find()) {
            throw request.forbidden("use of " + CLIENT_SIGNER + " signer with system:masters group is not allowed");
        }
    }

    /** The subject of a PKCS #10 request (RFC 2986), in RFC 2253 form. */
    private static String subject(String base64) throws IOException {
        String pem = new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
        var block = PEM.matcher(pem);
        if (!block.find()) {
            throw new IOException("PEM block type must be CERTIFICATE REQUEST");
        }
        Der request = new Der(Base64.getMimeDecoder().decode(block.group(1)));
        Der info = request.enter().enter();
        info.skip();
        return new X500Principal(info.bytes()).getName(X500Principal.RFC2253);
    }
}
