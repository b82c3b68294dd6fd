package dev.quarterdeck.controller.certificate;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What each of Kubernetes' own signers signs (Kubernetes documentation, "Certificates and Certificate Signing Requests"). Pure. */
final class SignerRules {
    static final String CLIENT = "kubernetes.io/kube-apiserver-client";
    static final String KUBELET_CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
    static final String KUBELET_SERVING = "kubernetes.io/kubelet-serving";
    static final String LEGACY = "kubernetes.io/legacy-unknown";
    static final Set<String> SIGNERS = Set.of(CLIENT, KUBELET_CLIENT, KUBELET_SERVING, LEGACY);

    private static final Set<String> OF_CLIENTS = Set.of("digital signature", "key encipherment", "client auth");

    private SignerRules() {}

    /** Why the signer refuses; empty where it signs. */
    static String violation(String signer, RequestedCertificate wanted, List<String> usages) {
        return switch (signer) {
            case CLIENT ->
                OF_CLIENTS.containsAll(usages) && usages.contains("client auth")
                        ? ""
                        : "invalid usages for client certificate: " + usages;
            case KUBELET_CLIENT -> kubeletClient(wanted, usages);
            case KUBELET_SERVING -> kubeletServing(wanted, usages);
            default -> "";
        };
    }

    static String kubeletClient(RequestedCertificate wanted, List<String> usages) {
        String subject = subject(wanted);
        if (!subject.isEmpty()) {
            return subject;
        }
        if (wanted.names().length > 0) {
            return "DNS, IP, email and URI subjectAltNames are not allowed";
        }
        return hasUsages(usages, "client auth")
                ? ""
                : "usages did not match [digital signature client auth] or [key encipherment digital signature client"
                        + " auth]";
    }

    private static String kubeletServing(RequestedCertificate wanted, List<String> usages) {
        String subject = subject(wanted);
        if (!subject.isEmpty()) {
            return subject;
        }
        if (!wanted.hasDnsOrAddress()) {
            return "DNS or IP subjectAltName is required";
        }
        if (wanted.hasMailOrUri()) {
            return "email and URI subjectAltNames are not allowed";
        }
        return hasUsages(usages, "server auth")
                ? ""
                : "usages did not match [digital signature server auth] or [key encipherment digital signature server"
                        + " auth]";
    }

    private static String subject(RequestedCertificate wanted) {
        if (!wanted.organizations().equals(List.of("system:nodes"))) {
            return "subject organization is not system:nodes";
        }
        return wanted.commonName().startsWith("system:node:")
                ? ""
                : "subject common name does not begin with system:node:";
    }

    private static boolean hasUsages(List<String> usages, String purpose) {
        Set<String> set = new TreeSet<>(usages);
        set.remove("key encipherment");
        return set.equals(Set.of("digital signature", purpose));
    }
}
