package dev.quarterdeck.kube.selector;

import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.status.ApiException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The labels a client may use in field selectors of one kind, and what they are called in the stored form ({@code spec.host} of a Pod is
 * {@code spec.nodeName}; {@code regarding.name} of an events.k8s.io Event is {@code involvedObject.name}).
 *
 * @param internal label to stored name
 * @param refusal words for every other label, which stands where {@code %s} does
 */
record FieldLabels(Map<String, String> internal, String refusal) {
    private static final String UNSUPPORTED = "field label not supported: %s";
    private static final String NAME = "metadata.name";
    private static final String NAMESPACE = "metadata.namespace";
    private static final FieldLabels OTHER = new FieldLabels(
            same(NAME, NAMESPACE),
            "\"%s\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    private static final Map<String, FieldLabels> BY_KIND = byKind();

    static FieldLabels of(ResourceType type) {
        if (type.custom() != null) {
            return ofCustom(type, type.custom());
        }
        GroupVersionKind kind = type.gvk();
        return BY_KIND.getOrDefault(kind.group() + "/" + kind.kind(), OTHER);
    }

    private static FieldLabels ofCustom(ResourceType type, CustomVersion version) {
        Map<String, String> labels = type.namespaced() ? same(NAME, NAMESPACE) : same(NAME);
        version.selectableFields().forEach(field -> labels.put(field.label(), field.label()));
        return new FieldLabels(labels, "field label not supported: %s");
    }

    /** The stored name of {@code label}; throws BadRequest for one this kind does not know. */
    String internal(String label) {
        @Nullable String name = internal.get(label);
        if (name == null) {
            throw ApiException.badRequest(refusal.replace("%s", label));
        }
        return name;
    }

    private static Map<String, FieldLabels> byKind() {
        Map<String, FieldLabels> kinds = new HashMap<>();
        Map<String, String> pod = same(
                NAME,
                NAMESPACE,
                "spec.nodeName",
                "spec.restartPolicy",
                "spec.schedulerName",
                "spec.serviceAccountName",
                "spec.hostNetwork",
                "status.phase",
                "status.podIP",
                "status.podIPs",
                "status.nominatedNodeName");
        pod.put("spec.host", "spec.nodeName");
        kinds.put("/Pod", new FieldLabels(pod, UNSUPPORTED));
        kinds.put("/Node", known(NAME, "spec.unschedulable"));
        kinds.put("/ReplicationController", known(NAME, NAMESPACE, "status.replicas"));
        kinds.put("/Namespace", known(NAME, "status.phase"));
        kinds.put("/Secret", known(NAME, NAMESPACE, "type"));
        kinds.put("/Service", known(NAME, NAMESPACE, "spec.clusterIP", "spec.type"));
        kinds.put(
                "batch/Job",
                new FieldLabels(
                        same(NAME, NAMESPACE, "status.successful"), "field label \"%s\" not supported for Job"));
        kinds.put("certificates.k8s.io/CertificateSigningRequest", known(NAME, "spec.signerName"));
        kinds.put(
                "resource.k8s.io/ResourceSlice",
                new FieldLabels(
                        same(NAME, "spec.nodeName", "spec.driver"),
                        "field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: %s"));
        Map<String, String> core = same(NAME, NAMESPACE, "reason", "reportingComponent", "source", "type");
        Map<String, String> events = same(NAME, NAMESPACE, "reason", "type");
        events.put("reportingController", "reportingComponent");
        for (String field : List.of("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")) {
            core.put("involvedObject." + field, "involvedObject." + field);
            events.put("regarding." + field, "involvedObject." + field);
        }
        kinds.put("/Event", new FieldLabels(core, UNSUPPORTED));
        kinds.put("events.k8s.io/Event", new FieldLabels(events, UNSUPPORTED));
        return kinds;
    }

    private static FieldLabels known(String... labels) {
        return new FieldLabels(same(labels), UNSUPPORTED);
    }

    private static Map<String, String> same(String... labels) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String label : labels) {
            map.put(label, label);
        }
        return map;
    }
}
