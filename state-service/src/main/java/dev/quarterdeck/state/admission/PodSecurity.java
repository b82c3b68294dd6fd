package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.admission.podsecurity.LevelVersion;
import dev.quarterdeck.state.admission.podsecurity.NamespacePolicy;
import dev.quarterdeck.state.admission.podsecurity.PodSecuritySettings;
import dev.quarterdeck.state.admission.podsecurity.PodStandards;
import dev.quarterdeck.state.admission.podsecurity.PolicyLevel;
import dev.quarterdeck.state.admission.podsecurity.Violation;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pod Security admission (KEP-2579). Pods that a namespace's policy forbids are refused; workloads whose pods would be are warned about; a namespace whose
 * policy becomes stricter is warned about the pods that are there.
 */
public final class PodSecurity implements AdmissionPlugin {
    private static final StoredResource NAMESPACES = new StoredResource("", "namespaces");
    private static final StoredResource PODS = new StoredResource("", "pods");

    /** Where workloads have their template. */
    private static final Map<String, String[]> TEMPLATES = Map.of(
            "podtemplates", new String[] {"template"},
            "replicationcontrollers", new String[] {"spec", "template"},
            "replicasets.apps", new String[] {"spec", "template"},
            "deployments.apps", new String[] {"spec", "template"},
            "daemonsets.apps", new String[] {"spec", "template"},
            "statefulsets.apps", new String[] {"spec", "template"},
            "jobs.batch", new String[] {"spec", "template"},
            "cronjobs.batch", new String[] {"spec", "jobTemplate", "spec", "template"});

    private final ClusterReader reader;
    private final PodSecuritySettings settings;
    private final NamespacePolicy defaults;

    public PodSecurity(ClusterReader reader, PodSecuritySettings settings) {
        this.reader = reader;
        this.settings = settings;
        this.defaults = settings.defaults();
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        if (!request.isCreate() && !request.isUpdate()) {
            return false;
        }
        if (request.isFor("", "pods", "ephemeralcontainers") || request.isFor("", "namespaces")) {
            return true;
        }
        StoredResource stored = request.type().stored();
        return request.subresource().isEmpty()
                && stored != null
                && (stored.equals(PODS) || TEMPLATES.containsKey(stored.id()));
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (request.isFor("", "namespaces")) {
            namespace(request);
            return;
        }
        if (settings.exemptNamespaces().contains(request.namespace())) {
            request.annotate("pod-security.kubernetes.io/exempt", "namespace");
            return;
        }
        if (settings.exemptUsernames().contains(request.caller().name())) {
            request.annotate("pod-security.kubernetes.io/exempt", "user");
            return;
        }
        Seen namespace = reader.get(NAMESPACES, new ObjectKey("", request.namespace()));
        if (namespace == null) {
            return;
        }
        NamespacePolicy policy = NamespacePolicy.of(namespace.tree(), defaults);
        if (policy.isFullyPrivileged() && policy.errors().isEmpty()) {
            return;
        }
        if (request.type().gvr().resource().equals("pods")) {
            if (request.isCreate() || changesImages(request.object(), request.old())) {
                judge(request, policy, request.object(), true);
            }
            return;
        }
        StoredResource stored = request.type().stored();
        ObjectNode template = stored == null
                ? null
                : Trees.objectAt(request.object(), TEMPLATES.getOrDefault(stored.id(), new String[0]));
        if (template != null) {
            judge(request, policy, template, false);
        }
    }

    private void judge(AdmissionRequest request, NamespacePolicy policy, ObjectNode pod, boolean enforced) {
        JsonNode metadata = pod.path("metadata");
        JsonNode spec = pod.path("spec");
        String runtimeClass = Trees.text(spec, "runtimeClassName");
        if (!runtimeClass.isEmpty() && settings.exemptRuntimeClasses().contains(runtimeClass)) {
            request.annotate("pod-security.kubernetes.io/exempt", "runtimeClass");
            return;
        }
        List<Violation> audited = PodStandards.violations(policy.audit(), metadata, spec);
        if (!audited.isEmpty()) {
            request.annotate(
                    "pod-security.kubernetes.io/audit-violations",
                    "would violate PodSecurity \"" + policy.audit() + "\": " + PodStandards.details(audited));
        }
        if (enforced) {
            request.annotate(
                    "pod-security.kubernetes.io/enforce-policy",
                    policy.enforce().toString());
            List<Violation> forbidden = PodStandards.violations(policy.enforce(), metadata, spec);
            if (!forbidden.isEmpty()) {
                throw request.forbidden(
                        "violates PodSecurity \"" + policy.enforce() + "\": " + PodStandards.details(forbidden));
            }
        }
        List<Violation> warned = PodStandards.violations(policy.warn(), metadata, spec);
        if (!warned.isEmpty()) {
            request.warn("would violate PodSecurity \"" + policy.warn() + "\": " + PodStandards.details(warned));
        }
    }

    /** Of what may change in a pod, only its images and the containers added later matter. */
    private static boolean changesImages(ObjectNode pod, ObjectNode old) {
        for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
            List<ObjectNode> before = Trees.objects(old, "spec", list);
            List<ObjectNode> after = Trees.objects(pod, "spec", list);
            if (before.size() != after.size()) {
                return true;
            }
            for (int i = 0; i < after.size(); i++) {
                if (!Trees.text(after.get(i), "image").equals(Trees.text(before.get(i), "image"))) {
                    return true;
                }
            }
        }
        return false;
    }

    private void namespace(AdmissionRequest request) {
        ObjectNode namespace = request.object();
        NamespacePolicy policy = NamespacePolicy.of(namespace, defaults);
        NamespacePolicy before = request.isCreate() ? null : NamespacePolicy.of(request.old(), defaults);
        if (!policy.errors().isEmpty() && (before == null || !policy.errors().equals(before.errors()))) {
            throw ApiException.invalid("", "Namespace", request.name(), policy.errors());
        }
        if (before != null && !isStricter(policy.enforce(), before.enforce())) {
            return;
        }
        if (settings.exemptNamespaces().contains(request.name())) {
            String explicit = policy.explicit(namespace, defaults);
            if (!explicit.isEmpty()) {
                request.warn("namespace \"" + request.name() + "\" is exempt from Pod Security, and the policy ("
                        + explicit + ") will be ignored");
            }
            return;
        }
        if (before != null) {
            List<ObjectNode> pods = reader.listLive(PODS, request.name()).stream()
                    .map(Seen::tree)
                    .filter(pod ->
                            !settings.exemptRuntimeClasses().contains(Trees.text(pod, "spec", "runtimeClassName")))
                    .toList();
            ExistingPods.warnings(request.name(), policy.enforce(), pods).forEach(request::warn);
        }
    }

    private static boolean isStricter(LevelVersion now, @Nullable LevelVersion before) {
        return !now.equals(before)
                && now.level() != PolicyLevel.PRIVILEGED
                && (before == null
                        || now.minor() != before.minor()
                        || now.level().compareTo(before.level()) > 0);
    }
}
