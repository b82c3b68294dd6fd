package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.state.kind.Trees;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Whether a pod uses secrets that its service account does not list (annotation {@code kubernetes.io/enforce-mountable-secrets}). Pure. */
final class MountableSecrets {
    private MountableSecrets() {}

    /** What is wrong, or empty. */
    static String violation(ObjectNode spec, ObjectNode account, boolean wholePod) {
        Set<String> allowed = new HashSet<>(ServiceAccountAdmission.names(Trees.objects(account, "secrets")));
        String end = " is not allowed because service account "
                + Metadata.of(account).name() + " does not reference that secret";
        if (!wholePod) {
            return containers("ephemeral container", Trees.objects(spec, "ephemeralContainers"), allowed, end);
        }
        for (ObjectNode volume : Trees.objects(spec, "volumes")) {
            if (volume.has("secret")) {
                String secret = Trees.text(volume, "secret", "secretName");
                if (!allowed.contains(secret)) {
                    return "volume with secret.secretName=\"" + secret + "\"" + end;
                }
            }
        }
        for (Map.Entry<String, String> list :
                List.of(Map.entry("initContainers", "init container"), Map.entry("containers", "container"))) {
            String wrong = containers(list.getValue(), Trees.objects(spec, list.getKey()), allowed, end);
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        return pullSecrets(spec, account);
    }

    private static String containers(String what, List<ObjectNode> containers, Set<String> allowed, String end) {
        for (ObjectNode container : containers) {
            String start = what + " " + Trees.text(container, "name") + " with ";
            for (ObjectNode env : Trees.objects(container, "env")) {
                if (Trees.at(env, "valueFrom", "secretKeyRef") != null) {
                    String secret = Trees.text(env, "valueFrom", "secretKeyRef", "name");
                    if (!allowed.contains(secret)) {
                        return start + "envVar " + Trees.text(env, "name") + " referencing secret.secretName=\""
                                + secret + "\"" + end;
                    }
                }
            }
            for (ObjectNode from : Trees.objects(container, "envFrom")) {
                if (from.has("secretRef") && !allowed.contains(Trees.text(from, "secretRef", "name"))) {
                    return start + "envFrom referencing secret.secretName=\"" + Trees.text(from, "secretRef", "name")
                            + "\"" + end;
                }
            }
        }
        return "";
    }

    private static String pullSecrets(ObjectNode spec, ObjectNode account) {
        List<String> allowed = ServiceAccountAdmission.names(Trees.objects(account, "imagePullSecrets"));
        List<String> used = ServiceAccountAdmission.names(Trees.objects(spec, "imagePullSecrets"));
        for (int i = 0; i < used.size(); i++) {
            if (!allowed.contains(used.get(i))) {
                return "imagePullSecrets[" + i + "].name=\"" + used.get(i)
                        + "\" is not allowed because service account "
                        + Metadata.of(account).name() + " does not reference that imagePullSecret";
            }
        }
        return "";
    }
}
