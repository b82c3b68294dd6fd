package dev.quarterdeck.state.admission.podsecurity;

import dev.quarterdeck.kube.object.Json;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pod Security where namespaces say nothing, and who is exempt from it, {@code quarterdeck.state.pod-security.*}.
 *
 * @param enforce level that pods are refused at: privileged, baseline, restricted
 * @param enforceVersion of the standards: {@code latest}, {@code v1.29}
 * @param audit level that is noted in the audit log
 * @param auditVersion of the standards
 * @param warn level that clients are warned at
 * @param warnVersion of the standards
 * @param exemptUsernames users whose requests are not looked at
 * @param exemptNamespaces namespaces that are not looked at
 * @param exemptRuntimeClasses runtime classes whose pods are not looked at
 */
@ConfigurationProperties("quarterdeck.state.pod-security")
public record PodSecuritySettings(
        @DefaultValue("privileged") String enforce,
        @DefaultValue("latest") String enforceVersion,
        @DefaultValue("privileged") String audit,
        @DefaultValue("latest") String auditVersion,
        @DefaultValue("privileged") String warn,
        @DefaultValue("latest") String warnVersion,
        @DefaultValue List<String> exemptUsernames,
        @DefaultValue List<String> exemptNamespaces,
        @DefaultValue List<String> exemptRuntimeClasses) {

    public static final PodSecuritySettings DEFAULT = new PodSecuritySettings(
            "privileged", "latest", "privileged", "latest", "privileged", "latest", List.of(), List.of(), List.of());

    public PodSecuritySettings {
        exemptUsernames = List.copyOf(exemptUsernames);
        exemptNamespaces = List.copyOf(exemptNamespaces);
        exemptRuntimeClasses = List.copyOf(exemptRuntimeClasses);
        List<?> errors = policy(enforce, enforceVersion, audit, auditVersion, warn, warnVersion)
                .errors();
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException("quarterdeck.state.pod-security: " + errors.getFirst());
        }
    }

    /** What counts for a namespace without labels. */
    public NamespacePolicy defaults() {
        return policy(enforce, enforceVersion, audit, auditVersion, warn, warnVersion);
    }

    private static NamespacePolicy policy(
            String enforce, String enforceVersion, String audit, String auditVersion, String warn, String warnVersion) {
        ObjectNode namespace = Json.object();
        namespace
                .putObject("metadata")
                .putObject("labels")
                .put("pod-security.kubernetes.io/enforce", enforce)
                .put("pod-security.kubernetes.io/enforce-version", enforceVersion)
                .put("pod-security.kubernetes.io/audit", audit)
                .put("pod-security.kubernetes.io/audit-version", auditVersion)
                .put("pod-security.kubernetes.io/warn", warn)
                .put("pod-security.kubernetes.io/warn-version", warnVersion);
        return NamespacePolicy.of(namespace, NamespacePolicy.PRIVILEGED);
    }
}
