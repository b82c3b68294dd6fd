package dev.quarterdeck.kube.warning;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Texts for {@code Warning} headers, kind by kind. A kind without any costs one comparison of its name. Stateless. */
public final class ObjectWarnings {

    private ObjectWarnings() {}

    /** @param old what is there now; null for a create */
    public static List<String> of(GroupVersionKind kind, ObjectNode object, @Nullable ObjectNode old) {
        if (SchemaCatalog.builtIn().find(kind).isEmpty()) {
            return List.of();
        }
        return switch (kind.kind()) {
            case "Pod" -> old == null ? pod(object) : List.of();
            case "PodTemplate" -> template(object, old, "template");
            case "ReplicationController", "ReplicaSet", "Deployment", "DaemonSet", "StatefulSet" ->
                workload(kind, object, old);
            case "Job" -> {
                List<String> warnings = workload(kind, object, old);
                JobWarnings.many("spec", object.path("spec"), old, warnings);
                yield warnings;
            }
            case "CronJob" -> JobWarnings.scheduled(object, old);
            case "PersistentVolumeClaim" -> StorageWarnings.claim(object);
            case "PersistentVolume" -> StorageWarnings.volume(object);
            case "StorageClass" -> StorageWarnings.storageClass(object);
            case "CSIStorageCapacity" -> StorageWarnings.capacity(object);
            case "RuntimeClass" -> {
                List<String> warnings = new ArrayList<>(0);
                object.path("scheduling")
                        .path("nodeSelector")
                        .properties()
                        .forEach(label -> ValueWarnings.nodeLabel("scheduling.nodeSelector", label.getKey(), warnings));
                yield warnings;
            }
            case "Ingress" ->
                old == null && annotations(object).has(INGRESS_CLASS)
                        ? List.of("annotation \"" + INGRESS_CLASS
                                + "\" is deprecated, please use 'spec.ingressClassName' instead")
                        : List.of();
            case "ServiceAccount" ->
                annotations(object).has(ENFORCE_MOUNTABLE)
                        ? List.of(
                                "metadata.annotations[" + ENFORCE_MOUNTABLE
                                        + "]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets")
                        : List.of();
            case "Service" -> ServiceWarnings.of(object);
            case "EndpointSlice" ->
                old == null && object.path("addressType").asString("").equals("FQDN")
                        ? List.of("spec.addressType: FQDN endpoints are deprecated")
                        : List.of();
            case "CSIDriver" -> old == null ? driver(object) : List.of();
            case "Secret" -> secret(object);
            default -> List.of();
        };
    }

    private static final String INGRESS_CLASS = "kubernetes.io/ingress.class";
    private static final String ENFORCE_MOUNTABLE = "kubernetes.io/enforce-mountable-secrets";

    static JsonNode annotations(ObjectNode object) {
        return object.path("metadata").path("annotations");
    }

    private static String text(ObjectNode object, String field) {
        return object.path("spec").path(field).asString("");
    }

    /** Only creations are warned of: pods are changed by programs, and often. */
    private static List<String> pod(ObjectNode pod) {
        List<String> warnings = new ArrayList<>(0);
        String name = pod.path("metadata").path("name").asString("");
        if (text(pod, "hostname").isEmpty()) {
            hostname(name, "this is used in the Pod's hostname, which can result in surprising behavior", warnings);
        }
        PodSpecWarnings.add("spec", pod.path("metadata"), pod.path("spec"), warnings);
        return warnings;
    }

    static void hostname(String name, String words, List<String> warnings) {
        List<String> problems = Formats.dnsLabel(name);
        if (!name.isEmpty() && !problems.isEmpty()) {
            warnings.add(
                    "metadata.name: " + words + "; a DNS label is recommended: [" + String.join(" ", problems) + "]");
        }
    }

    private static List<String> workload(GroupVersionKind kind, ObjectNode object, @Nullable ObjectNode old) {
        List<String> warnings = template(object, old, "spec", "template");
        if (kind.kind().equals("StatefulSet")) {
            StorageWarnings.claimTemplates(object, warnings);
            if (object.path("spec").path("revisionHistoryLimit").asLong(0) < 0) {
                warnings.add(
                        "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0"
                                + " is recommended");
            }
        }
        if (old == null && !kind.kind().equals("StatefulSet") && !kind.kind().equals("DaemonSet")) {
            List<String> named = new ArrayList<>(1);
            hostname(
                    object.path("metadata").path("name").asString(""),
                    "this is used in Pod names and hostnames, which can result in surprising behavior",
                    named);
            named.addAll(warnings);
            return named;
        }
        return warnings;
    }

    /** A template that stays as it is has been warned of. */
    static List<String> template(ObjectNode object, @Nullable ObjectNode old, String... path) {
        JsonNode template = at(object, path);
        if (old != null && template.equals(at(old, path))) {
            return new ArrayList<>(0);
        }
        List<String> warnings = new ArrayList<>(0);
        PodSpecWarnings.add(
                String.join(".", path) + ".spec", template.path("metadata"), template.path("spec"), warnings);
        return warnings;
    }

    private static JsonNode at(ObjectNode object, String... path) {
        JsonNode at = object;
        for (String field : path) {
            at = at.path(field);
        }
        return at;
    }

    private static List<String> driver(ObjectNode driver) {
        JsonNode spec = driver.path("spec");
        boolean unset = !spec.hasNonNull("serviceAccountTokenInSecrets");
        return unset && !spec.path("tokenRequests").isEmpty()
                ? List.of(
                        "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent"
                                + " possible logging of tokens in volume attributes")
                : List.of();
    }

    private static List<String> secret(ObjectNode secret) {
        if (!secret.path("type").asString("").equals("kubernetes.io/tls")) {
            return List.of();
        }
        try {
            byte[] certificate = Base64.getDecoder()
                    .decode(secret.path("data").path("tls.crt").asString(""));
            return new String(certificate, StandardCharsets.ISO_8859_1).contains("-----BEGIN")
                    ? List.of()
                    : List.of("tls: failed to find any PEM data in certificate input");
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
