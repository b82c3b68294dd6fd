package dev.quarterdeck.gateway.authz.node;

import static dev.quarterdeck.gateway.authz.node.PodReferences.text;

import dev.quarterdeck.gateway.authz.node.Reference.Kind;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The secrets that a node needs to mount a persistent volume; a secret without a namespace is in the namespace of the claim. */
final class VolumeSecrets {
    private static final String[] TYPES = {"cephfs", "cinder", "flexVolume", "iscsi", "rbd", "scaleIO", "storageos"};
    private static final String[] CSI = {"nodePublishSecretRef", "nodeStageSecretRef", "nodeExpandSecretRef"};

    private VolumeSecrets() {}

    static Set<Reference> of(ObjectNode volume) {
        JsonNode spec = volume.path("spec");
        String claimNamespace = text(spec.path("claimRef"), "namespace");
        Set<Reference> found = new HashSet<>();
        JsonNode azure = spec.path("azureFile");
        add(found, text(azure, "secretNamespace"), text(azure, "secretName"), claimNamespace);
        for (String type : TYPES) {
            JsonNode ref = spec.path(type).path("secretRef");
            add(found, text(ref, "namespace"), text(ref, "name"), claimNamespace);
        }
        for (String field : CSI) {
            JsonNode ref = spec.path("csi").path(field);
            add(found, text(ref, "namespace"), text(ref, "name"), claimNamespace);
        }
        return found;
    }

    private static void add(Set<Reference> found, String namespace, String name, String claimNamespace) {
        if (!name.isEmpty()) {
            found.add(new Reference(Kind.SECRET, namespace.isEmpty() ? claimNamespace : namespace, name));
        }
    }
}
