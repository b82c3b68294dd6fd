package dev.quarterdeck.gateway.authz.node;

import dev.quarterdeck.gateway.authz.node.Reference.Kind;
import dev.quarterdeck.kube.object.Metadata;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a pod refers to, and its node may therefore read: secrets, config maps, its service account, claims. A mirror pod refers to nothing, since the
 * node itself wrote it and could name anything.
 */
final class PodReferences {
    private final String namespace;
    private final Set<Reference> found = new HashSet<>();

    private PodReferences(String namespace) {
        this.namespace = namespace;
    }

    /** The pod itself included. */
    static Set<Reference> of(ObjectNode pod) {
        Metadata metadata = Metadata.of(pod);
        PodReferences references = new PodReferences(metadata.namespace());
        references.add(Kind.POD, metadata.name());
        if (!metadata.annotations().containsKey("kubernetes.io/config.mirror")) {
            references.readSpec(metadata.name(), pod.path("spec"));
            references.readResourceClaims(pod);
        }
        return Set.copyOf(references.found);
    }

    private void readSpec(String podName, JsonNode spec) {
        add(Kind.SERVICE_ACCOUNT, text(spec, "serviceAccountName"));
        spec.path("imagePullSecrets").forEach(s -> add(Kind.SECRET, text(s, "name")));
        for (String list : new String[] {"containers", "initContainers", "ephemeralContainers"}) {
            spec.path(list).forEach(this::readContainer);
        }
        spec.path("volumes").forEach(v -> readVolume(podName, v));
    }

    private void readContainer(JsonNode container) {
        for (JsonNode env : container.path("env")) {
            add(Kind.SECRET, text(env.path("valueFrom").path("secretKeyRef"), "name"));
            add(Kind.CONFIG_MAP, text(env.path("valueFrom").path("configMapKeyRef"), "name"));
        }
        for (JsonNode source : container.path("envFrom")) {
            add(Kind.SECRET, text(source.path("secretRef"), "name"));
            add(Kind.CONFIG_MAP, text(source.path("configMapRef"), "name"));
        }
    }

    private void readVolume(String podName, JsonNode volume) {
        add(Kind.SECRET, text(volume.path("secret"), "secretName"));
        add(Kind.CONFIG_MAP, text(volume.path("configMap"), "name"));
        add(Kind.CLAIM, text(volume.path("persistentVolumeClaim"), "claimName"));
        if (volume.path("ephemeral").isObject()) {
            add(Kind.CLAIM, podName + "-" + text(volume, "name"));
        }
        for (JsonNode source : volume.path("projected").path("sources")) {
            add(Kind.SECRET, text(source.path("secret"), "name"));
            add(Kind.CONFIG_MAP, text(source.path("configMap"), "name"));
        }
        add(Kind.SECRET, text(volume.path("azureFile"), "secretName"));
        add(Kind.SECRET, text(volume.path("csi").path("nodePublishSecretRef"), "name"));
        for (String type : new String[] {"cephfs", "cinder", "flexVolume", "iscsi", "rbd", "scaleIO", "storageos"}) {
            add(Kind.SECRET, text(volume.path(type).path("secretRef"), "name"));
        }
    }

    private void readResourceClaims(ObjectNode pod) {
        pod.path("spec").path("resourceClaims").forEach(c -> add(Kind.RESOURCE_CLAIM, text(c, "resourceClaimName")));
        JsonNode status = pod.path("status");
        status.path("resourceClaimStatuses").forEach(c -> add(Kind.RESOURCE_CLAIM, text(c, "resourceClaimName")));
        add(Kind.RESOURCE_CLAIM, text(status.path("extendedResourceClaimStatus"), "resourceClaimName"));
    }

    private void add(Kind kind, String name) {
        if (!name.isEmpty()) {
            found.add(new Reference(kind, namespace, name));
        }
    }

    static String text(JsonNode node, String field) {
        return node.path(field).stringValue("");
    }
}
