package dev.quarterdeck.state.admission;

import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Which objects a pod's spec names: what a static pod must not do. Pure. */
final class PodReferences {
    /** @param resource {@code secrets}, {@code configmaps}, {@code persistentvolumeclaims}, {@code serviceaccounts} ... */
    record Reference(String resource, String name) {}

    private static final List<String> SECRET_VOLUMES =
            List.of("azureFile", "cephfs", "cinder", "flexVolume", "rbd", "scaleIO", "iscsi", "storageos", "csi");

    private PodReferences() {}

    static List<Reference> of(ObjectNode spec) {
        List<Reference> found = new ArrayList<>();
        if (!Trees.text(spec, "serviceAccountName").isEmpty()) {
            found.add(new Reference("serviceaccounts", Trees.text(spec, "serviceAccountName")));
        }
        Trees.objects(spec, "imagePullSecrets")
                .forEach(s -> found.add(new Reference("secrets", Trees.text(s, "name"))));
        for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
            Trees.objects(spec, list).forEach(c -> container(c, found));
        }
        Trees.objects(spec, "volumes").forEach(v -> volume(v, found));
        Trees.objects(spec, "resourceClaims").forEach(c -> found.add(new Reference("resourceclaims", "")));
        return found;
    }

    private static void container(ObjectNode container, List<Reference> found) {
        for (ObjectNode env : Trees.objects(container, "env")) {
            add(found, "secrets", env, "valueFrom", "secretKeyRef");
            add(found, "configmaps", env, "valueFrom", "configMapKeyRef");
        }
        for (ObjectNode from : Trees.objects(container, "envFrom")) {
            add(found, "secrets", from, "secretRef");
            add(found, "configmaps", from, "configMapRef");
        }
    }

    private static void volume(ObjectNode volume, List<Reference> found) {
        add(found, "secrets", volume, "secret");
        add(found, "configmaps", volume, "configMap");
        add(found, "persistentvolumeclaims", volume, "persistentVolumeClaim");
        add(found, "persistentvolumeclaims", volume, "ephemeral");
        for (ObjectNode source : Trees.objects(volume, "projected", "sources")) {
            add(found, "secrets", source, "secret");
            add(found, "configmaps", source, "configMap");
            add(found, "serviceaccounts/token", source, "serviceAccountToken");
            add(found, "clustertrustbundles", source, "clusterTrustBundle");
        }
        for (String kind : SECRET_VOLUMES) {
            add(found, "secrets", volume, kind, "secretRef");
            add(found, "secrets", volume, kind, "nodePublishSecretRef");
        }
        if (!Trees.text(volume, "azureFile", "secretName").isEmpty()) {
            found.add(new Reference("secrets", Trees.text(volume, "azureFile", "secretName")));
        }
    }

    private static void add(List<Reference> found, String resource, ObjectNode node, String... path) {
        ObjectNode reference = Trees.objectAt(node, path);
        if (reference != null) {
            found.add(new Reference(resource, Trees.text(reference, "name")));
        }
    }
}
