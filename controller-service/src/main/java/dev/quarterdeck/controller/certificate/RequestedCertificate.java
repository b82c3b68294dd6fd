package dev.quarterdeck.controller.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** The PKCS #10 part of a request (RFC 2986): what its certificate is to say. */
record RequestedCertificate(
        PKCS10CertificationRequest request, String commonName, List<String> organizations, GeneralName[] names) {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([^-]*)-----END", Pattern.DOTALL);

    /**
     * @param base64 as {@code spec.request} has it
     * @throws IOException where it is none
     */
    static RequestedCertificate parse(String base64) throws IOException {
        try {
            Matcher pem = PEM.matcher(new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.US_ASCII));
            if (!pem.find()) {
                throw new IOException("PEM block type must be CERTIFICATE REQUEST");
            }
            PKCS10CertificationRequest request =
                    new PKCS10CertificationRequest(Base64.getMimeDecoder().decode(pem.group(1)));
            List<String> commonNames = values(request, BCStyle.CN);
            Extensions extensions = request.getRequestedExtensions();
            GeneralNames names = extensions == null
                    ? null
                    : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
            return new RequestedCertificate(
                    request,
                    commonNames.isEmpty() ? "" : commonNames.getLast(),
                    values(request, BCStyle.O),
                    names == null ? new GeneralName[0] : names.getNames());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static List<String> values(PKCS10CertificationRequest request, ASN1ObjectIdentifier field) {
        List<String> values = new ArrayList<>();
        for (RDN rdn : request.getSubject().getRDNs(field)) {
            for (var pair : rdn.getTypesAndValues()) {
                if (pair.getType().equals(field)) {
                    values.add(IETFUtils.valueToString(pair.getValue()));
                }
            }
        }
        return values;
    }

    /** Whether it asks for an alternative name of one of these sorts. */
    boolean has(int... sorts) {
        for (GeneralName name : names) {
            for (int sort : sorts) {
                if (name.getTagNo() == sort) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean isOfNode() {
        return organizations.equals(List.of("system:nodes")) && commonName.startsWith("system:node:");
    }
}
