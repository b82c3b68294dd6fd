package dev.quarterdeck.controller.certificate;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;

/** What each of Kubernetes' own signers signs (Kubernetes documentation, "Certificates and Certificate Signing Requests"). Pure. */
final class SignerRules {
    static final String CLIENT = "kubernetes.io/kube-apiserver-client";
    static final String KUBELET_CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
    static final String KUBELET_SERVING = "kubernetes.io/kubelet-serving";
    static final String LEGACY = "kubernetes.io/legacy-unknown";
    static final Set<String> SIGNERS = Set.of(CLIENT, KUBELET_CLIENT, KUBELET_SERVING, LEGACY);

    private static final Set<String> OF_CLIENTS = Set.of("digital signature", "key encipherment", "client auth");
    private static final String DNS = "DNS subjectAltNames are not allowed";
    private static final String MAIL = "Email subjectAltNames are not allowed";
    private static final String ADDRESS = "IP subjectAltNames are not allowed";
    private static final String URI = "URI subjectAltNames are not allowed";

    private SignerRules() {}

    /** Why the signer refuses; empty where it signs. */
    static String violation(String signer, RequestedCertificate wanted, List<String> usages) {
        return switch (signer) {
            case CLIENT -> client(usages);
            case KUBELET_CLIENT -> kubeletClient(wanted, usages);
            case KUBELET_SERVING -> kubeletServing(wanted, usages);
            default -> "";
        };
    }

    private static String client(List<String> usages) {
        for (String usage : usages) {
            if (!OF_CLIENTS.contains(usage)) {
                return "invalid usage for client certificate: " + usage;
            }
        }
        return usages.contains("client auth") ? "" : "missing required usage for client certificate: client auth";
    }

    static String kubeletClient(RequestedCertificate wanted, List<String> usages) {
        return first(
                organization(wanted),
                wanted.has(GeneralName.dNSName) ? DNS : "",
                wanted.has(GeneralName.rfc822Name) ? MAIL : "",
                wanted.has(GeneralName.iPAddress) ? ADDRESS : "",
                wanted.has(GeneralName.uniformResourceIdentifier) ? URI : "",
                commonName(wanted),
                usages(usages, "client auth"));
    }

    private static String kubeletServing(RequestedCertificate wanted, List<String> usages) {
        return first(
                organization(wanted),
                wanted.has(GeneralName.dNSName, GeneralName.iPAddress) ? "" : "DNS or IP subjectAltName is required",
                wanted.has(GeneralName.rfc822Name) ? MAIL : "",
                wanted.has(GeneralName.uniformResourceIdentifier) ? URI : "",
                usages(usages, "server auth"),
                commonName(wanted));
    }

    private static String first(String... refusals) {
        return Stream.of(refusals).filter(r -> !r.isEmpty()).findFirst().orElse("");
    }

    private static String organization(RequestedCertificate wanted) {
        return wanted.organizations().equals(List.of("system:nodes")) ? "" : "subject organization is not system:nodes";
    }

    private static String commonName(RequestedCertificate wanted) {
        return wanted.commonName().startsWith("system:node:")
                ? ""
                : "subject common name does not begin with system:node:";
    }

    /** For signing and the purpose, and perhaps for keys, and for nothing else. */
    private static String usages(List<String> usages, String purpose) {
        Set<String> set = new TreeSet<>(usages);
        set.remove("key encipherment");
        List<String> known = Stream.of("digital signature", "key encipherment", purpose)
                .sorted()
                .toList();
        return set.equals(Set.of("digital signature", purpose))
                ? ""
                : "usages did not match [" + String.join(" ", known) + "]";
    }
}
