package dev.quarterdeck.gateway.authz.escalation;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.authz.rbac.RbacIndex;
import dev.quarterdeck.gateway.authz.rbac.Rule;
import dev.quarterdeck.gateway.authz.rbac.RuleCover;
import dev.quarterdeck.kube.format.Quoting;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides whether somebody may write a role or a binding (Kubernetes documentation, "Privilege escalation prevention"): roles may hold only rights that the
 * writer has, or the writer may {@code escalate} the role; bindings may refer only to roles whose rights the writer has, or that the writer may
 * {@code bind}. Members of {@code system:masters} may anything. Thread-safe; decides on caches, at once.
 */
final class EscalationCheck {
    static final String GROUP = "rbac.authorization.k8s.io";
    private static final List<Rule> EVERYTHING =
            List.of(Rule.of("*", "*", "*"), new Rule(List.of("*"), List.of(), List.of(), List.of(), List.of("*")));

    private final RbacIndex index;
    private final Authorizer authorizer;

    EscalationCheck(RbacIndex index, Authorizer authorizer) {
        this.index = index;
        this.authorizer = authorizer;
    }

    /**
     * @param name as in the path: empty for a create
     * @param old what is stored; null for nothing
     * @param role what a binding refers to, as it is now: a role that was just made may not be known to RBAC yet; null for none
     */
    record Write(
            User user,
            String resource,
            String namespace,
            String name,
            ObjectNode object,
            @Nullable ObjectNode old,
            @Nullable ObjectNode role) {}

    /** Which role a binding refers to. */
    record RoleRef(StoredResource resource, ObjectKey key) {}

    /** Empty for a role, and for a binding that refers to something else than a role. */
    static Optional<RoleRef> roleOf(String resource, String namespace, ObjectNode object) {
        JsonNode ref = object.path("roleRef");
        String name = ref.path("name").stringValue("");
        if (!resource.endsWith("bindings")) {
            return Optional.empty();
        }
        return switch (ref.path("kind").stringValue("")) {
            case "ClusterRole" ->
                Optional.of(new RoleRef(new StoredResource(GROUP, "clusterroles"), new ObjectKey("", name)));
            case "Role" -> Optional.of(new RoleRef(new StoredResource(GROUP, "roles"), new ObjectKey(namespace, name)));
            default -> Optional.empty();
        };
    }

    /** Throws Forbidden. */
    void check(Write write) {
        if (isFree(write.user(), write.resource(), write.namespace(), write.name(), write.object())
                || isGarbageCollection(write)) {
            return;
        }
        if (write.resource().endsWith("bindings")) {
            checkBinding(write);
        } else {
            checkRole(write);
        }
    }

    /** Whether the user may write the object whatever it grants: true for {@code escalate} on a role, {@code bind} on what a binding refers to. */
    boolean isFree(User user, String resource, String namespace, String name, ObjectNode object) {
        if (user.groups().contains("system:masters")) {
            return true;
        }
        if (!resource.endsWith("bindings")) {
            return may(user, "escalate", GROUP, resource, namespace, name);
        }
        JsonNode ref = object.path("roleRef");
        String kind = ref.path("kind").stringValue("");
        String group = ref.path("apiGroup").stringValue(GROUP);
        return (kind.equals("Role") || kind.equals("ClusterRole"))
                && may(
                        user,
                        "bind",
                        group,
                        kind.equals("Role") ? "roles" : "clusterroles",
                        namespace,
                        ref.path("name").stringValue(""));
    }

    private boolean may(User user, String verb, String group, String resource, String namespace, String name) {
        return authorizer
                .authorize(new Attributes(user, verb, group, "*", resource, "", namespace, name, ""))
                .allowed();
    }

    /** The garbage collector must be able to let go of objects whose rights it does not have. */
    private static boolean isGarbageCollection(Write write) {
        return write.old() != null && withoutOwners(write.object()).equals(withoutOwners(write.old()));
    }

    private static ObjectNode withoutOwners(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove("kind");
        copy.remove("apiVersion");
        for (String field : new String[] {"ownerReferences", "finalizers", "managedFields", "resourceVersion"}) {
            Metadata.of(copy).node().remove(field);
        }
        return copy;
    }

    private void checkRole(Write write) {
        require(write, Rule.read(write.object().path("rules")));
        boolean gathers = gathers(write.object()) || (write.old() != null && gathers(write.old()));
        if (gathers
                && !RuleCover.missing(
                                index.rulesFor(write.user(), write.namespace()).rules(), EVERYTHING)
                        .isEmpty()) {
            throw forbidden(write, "must have cluster-admin privileges to use the aggregationRule");
        }
    }

    private static boolean gathers(ObjectNode role) {
        return !role.path("aggregationRule").path("clusterRoleSelectors").isEmpty();
    }

    private void checkBinding(Write write) {
        Optional<RoleRef> ref = roleOf(write.resource(), write.namespace(), write.object());
        if (ref.isEmpty()) {
            return; // validation says what is wrong with it
        }
        if (write.role() == null) {
            // As the reference says it: the resource of the request, the name of the role.
            throw ApiException.notFound(GROUP, write.resource(), ref.get().key().name());
        }
        require(write, Rule.read(write.role().path("rules")));
    }

    private void require(Write write, List<Rule> rules) {
        RbacIndex.Holding holding = index.rulesFor(write.user(), write.namespace());
        List<Rule> missing = RuleCover.missing(holding.rules(), rules);
        if (!missing.isEmpty()) {
            String groups =
                    write.user().groups().stream().map(Quoting::quote).collect(Collectors.joining(" ", "[", "]"));
            String errors = holding.errors().isEmpty() ? "" : "; resolution errors: [" + holding.error() + "]";
            throw forbidden(
                    write,
                    "user " + Quoting.quote(write.user().name()) + " (groups=" + groups
                            + ") is attempting to grant RBAC permissions not currently held:\n"
                            + RuleCover.describe(missing) + errors);
        }
    }

    private static ApiException forbidden(Write write, String why) {
        return ApiException.forbidden(
                GROUP, write.resource(), Metadata.of(write.object()).name(), why);
    }
}
