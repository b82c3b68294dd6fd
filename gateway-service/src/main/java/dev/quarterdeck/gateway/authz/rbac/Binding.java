package dev.quarterdeck.gateway.authz.rbac;

import dev.quarterdeck.gateway.authz.Authorizer.Decision;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A RoleBinding or ClusterRoleBinding, read once.
 *
 * @param key the namespace is empty for a ClusterRoleBinding
 * @param roleKind {@code Role} or {@code ClusterRole}; anything else grants nothing
 */
record Binding(ObjectKey key, String roleKind, ObjectKey role, List<Subject> subjects) {

    /**
     * Who holds the role.
     *
     * @param name user name or group; a service account under its user name
     * @param decision what a request that this binding allows is answered
     */
    record Subject(boolean group, String name, Decision decision) {}

    static Binding read(ObjectNode object) {
        Metadata metadata = Metadata.of(object);
        JsonNode ref = object.path("roleRef");
        String kind = ref.path("kind").stringValue("");
        String roleName = ref.path("name").stringValue("");
        String roleNamespace = kind.equals("Role") ? metadata.namespace() : "";
        String source = "RBAC: allowed by " + name(metadata) + " of " + kind + " " + Quoting.quote(roleName) + " to ";
        List<Subject> subjects = new ArrayList<>();
        for (JsonNode subject : object.path("subjects")) {
            String subjectKind = subject.path("kind").stringValue("");
            String name = subject.path("name").stringValue("");
            switch (subjectKind) {
                case "User", "Group" ->
                    subjects.add(new Subject(
                            subjectKind.equals("Group"),
                            name,
                            new Decision(true, source + subjectKind + " " + Quoting.quote(name))));
                case "ServiceAccount" -> {
                    String own = subject.path("namespace").stringValue("");
                    String namespace = own.isEmpty() ? metadata.namespace() : own;
                    if (!namespace.isEmpty()) {
                        subjects.add(new Subject(
                                false,
                                "system:serviceaccount:" + namespace + ":" + name,
                                new Decision(
                                        true, source + "ServiceAccount " + Quoting.quote(name + "/" + namespace))));
                    }
                }
                default -> {
                    // A kind of subject that does not exist is nobody.
                }
            }
        }
        return new Binding(metadata.key(), kind, new ObjectKey(roleNamespace, roleName), List.copyOf(subjects));
    }

    private static String name(Metadata metadata) {
        return metadata.namespace().isEmpty()
                ? "ClusterRoleBinding " + Quoting.quote(metadata.name())
                : "RoleBinding " + Quoting.quote(metadata.name() + "/" + metadata.namespace());
    }
}
