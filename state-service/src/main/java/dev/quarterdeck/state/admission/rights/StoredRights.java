package dev.quarterdeck.state.admission.rights;

import dev.quarterdeck.cel.library.Authorizer;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.stateclient.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides by roles and bindings, as they were a moment ago at most, whether somebody may do something; {@code system:masters} may do everything. What only the
 * node authorizer allows is not seen here. Thread-safe.
 */
public final class StoredRights {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final StoredResource CLUSTER_BINDINGS = new StoredResource(GROUP, "clusterrolebindings");
    private static final StoredResource BINDINGS = new StoredResource(GROUP, "rolebindings");
    private static final StoredResource CLUSTER_ROLES = new StoredResource(GROUP, "clusterroles");
    private static final StoredResource ROLES = new StoredResource(GROUP, "roles");
    private static final String ACCOUNT = "system:serviceaccount:";

    private final ClusterReader reader;

    public StoredRights(ClusterReader reader) {
        this.reader = reader;
    }

    public Authorizer of(Caller caller) {
        return new Rights(caller.name(), caller.groups());
    }

    private final class Rights implements Authorizer {
        private final String user;
        private final List<String> groups;

        Rights(String user, List<String> groups) {
            this.user = user;
            this.groups = groups;
        }

        @Override
        public Decision decide(Question question) {
            if (groups.contains("system:masters")) {
                return new Decision(true, "", "");
            }
            for (Seen binding : reader.list(CLUSTER_BINDINGS, "")) {
                if (binds(binding.tree(), "") && allows(role(binding.tree(), ""), question)) {
                    return new Decision(true, "", "");
                }
            }
            if (question.path().isEmpty() && !question.namespace().isEmpty()) {
                for (Seen binding : reader.list(BINDINGS, question.namespace())) {
                    if (binds(binding.tree(), question.namespace())
                            && allows(role(binding.tree(), question.namespace()), question)) {
                        return new Decision(true, "", "");
                    }
                }
            }
            return new Decision(false, "", "");
        }

        @Override
        public Authorizer forServiceAccount(String namespace, String name) {
            return new Rights(
                    ACCOUNT + namespace + ":" + name,
                    List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated"));
        }

        private boolean binds(ObjectNode binding, String namespace) {
            return Trees.objects(binding, "subjects").stream().anyMatch(subject -> {
                String name = Trees.text(subject, "name");
                return switch (Trees.text(subject, "kind")) {
                    case "User" -> name.equals(user);
                    case "Group" -> groups.contains(name);
                    case "ServiceAccount" -> {
                        String own = Trees.text(subject, "namespace");
                        yield user.equals(ACCOUNT + (own.isEmpty() ? namespace : own) + ":" + name);
                    }
                    default -> false;
                };
            });
        }
    }

    private @Nullable ObjectNode role(ObjectNode binding, String namespace) {
        String name = Trees.text(binding, "roleRef", "name");
        boolean cluster = Trees.text(binding, "roleRef", "kind").equals("ClusterRole");
        Seen role = reader.get(cluster ? CLUSTER_ROLES : ROLES, new ObjectKey(cluster ? "" : namespace, name));
        return role == null ? null : role.tree();
    }

    private static boolean allows(@Nullable ObjectNode role, Authorizer.Question question) {
        return role != null
                && Trees.objects(role, "rules").stream()
                        .anyMatch(rule -> has(rule, "verbs", question.verb())
                                && (question.path().isEmpty() ? resource(rule, question) : path(rule, question)));
    }

    private static boolean has(ObjectNode rule, String field, String value) {
        List<String> values = Trees.texts(rule, field);
        return values.contains("*") || values.contains(value);
    }

    private static boolean resource(ObjectNode rule, Authorizer.Question question) {
        List<String> names = Trees.texts(rule, "resourceNames");
        String sub = question.subresource();
        String combined = sub.isEmpty() ? question.resource() : question.resource() + "/" + sub;
        List<String> resources = Trees.texts(rule, "resources");
        return has(rule, "apiGroups", question.group())
                && (resources.contains("*")
                        || resources.contains(combined)
                        || !sub.isEmpty() && resources.contains("*/" + sub))
                && (names.isEmpty() || names.contains(question.name()));
    }

    private static boolean path(ObjectNode rule, Authorizer.Question question) {
        return Trees.texts(rule, "nonResourceURLs").stream()
                .anyMatch(url -> url.equals("*")
                        || url.equals(question.path())
                        || url.endsWith("*") && question.path().startsWith(url.substring(0, url.length() - 1)));
    }
}
