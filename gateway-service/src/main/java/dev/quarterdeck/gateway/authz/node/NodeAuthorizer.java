package dev.quarterdeck.gateway.authz.node;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.gateway.authz.node.Reference.Kind;
import dev.quarterdeck.kube.status.ApiException;

/**
 * Allows nodes (users {@code system:node:NAME} of the group {@code system:nodes}) what the Node authorization mode of the reference does: to read
 * single objects that {@link NodeGraph} relates to them, to write their own Node, Lease and CSINode, and what {@link NodeRules} gives to every node
 * alike. What a request's body may say is NodeRestriction's part. Has no opinion about anybody else. Before
 * everything has been read for the first time, nodes are answered 503.
 */
public final class NodeAuthorizer implements Authorizer {
    private static final String USER_PREFIX = "system:node:";

    private final NodeGraph graph;
    private volatile boolean ready;

    public NodeAuthorizer(NodeGraph graph) {
        this.graph = graph;
        graph.ready().thenRun(() -> ready = true);
    }

    @Override
    public Decision authorize(Attributes a) {
        User user = a.user();
        if (!user.name().startsWith(USER_PREFIX) || !user.groups().contains("system:nodes")) {
            return Decision.NO;
        }
        String node = user.name().substring(USER_PREFIX.length());
        if (node.isEmpty()) {
            return no("unknown node for user \"" + user.name() + "\"");
        }
        if (!ready) {
            throw ApiException.unavailable("pods and volumes have not been read yet", 1);
        }
        return switch (a.group()) {
            case "" ->
                switch (a.resource()) {
                    case "secrets" -> readRelated(node, Kind.SECRET, a);
                    case "configmaps" -> readRelated(node, Kind.CONFIG_MAP, a);
                    case "persistentvolumeclaims" -> claim(node, a);
                    case "persistentvolumes" -> get(node, Kind.VOLUME, a);
                    case "serviceaccounts" -> serviceAccount(node, a);
                    case "nodes" -> ownNode(node, a);
                    case "pods" -> pod(node, a);
                    default -> alike(a);
                };
            case "storage.k8s.io" ->
                switch (a.resource()) {
                    case "volumeattachments" -> get(node, Kind.ATTACHMENT, a);
                    case "csinodes" -> csiNode(node, a);
                    default -> alike(a);
                };
            case "resource.k8s.io" ->
                switch (a.resource()) {
                    case "resourceclaims" -> get(node, Kind.RESOURCE_CLAIM, a);
                    case "resourceslices" -> slice(node, a);
                    default -> alike(a);
                };
            case "coordination.k8s.io" -> a.resource().equals("leases") ? lease(node, a) : alike(a);
            default -> alike(a);
        };
    }

    private static Decision no(String reason) {
        return new Decision(false, reason);
    }

    private static Decision alike(Attributes a) {
        return NodeRules.allow(a) ? Decision.YES : Decision.NO;
    }

    private Decision related(String node, Kind kind, Attributes a) {
        if (a.name().isEmpty()) {
            return no("No Object name found");
        }
        return graph.isRelated(node, new Reference(kind, a.namespace(), a.name()))
                ? Decision.YES
                : no("no relationship found between node '" + node + "' and this object");
    }

    private Decision readRelated(String node, Kind kind, Attributes a) {
        if (!isRead(a.verb())) {
            return no("can only read resources of this type");
        }
        if (!a.subresource().isEmpty()) {
            return no("cannot read subresource");
        }
        if (a.namespace().isEmpty()) {
            return no("can only read namespaced object of this type");
        }
        return related(node, kind, a);
    }

    private Decision get(String node, Kind kind, Attributes a) {
        if (!a.verb().equals("get")) {
            return no("can only get individual resources of this type");
        }
        return a.subresource().isEmpty() ? related(node, kind, a) : no("cannot get subresource");
    }

    private Decision claim(String node, Attributes a) {
        if (!a.subresource().equals("status")) {
            return get(node, Kind.CLAIM, a);
        }
        return a.verb().equals("update") || a.verb().equals("patch")
                ? related(node, Kind.CLAIM, a)
                : no("can only get/update/patch this type");
    }

    private Decision serviceAccount(String node, Attributes a) {
        if (a.verb().equals("get") && a.subresource().isEmpty()) {
            return readRelated(node, Kind.SERVICE_ACCOUNT, a);
        }
        if (!a.verb().equals("create") || a.name().isEmpty()) {
            return no("can only create tokens for individual service accounts");
        }
        return a.subresource().equals("token")
                ? related(node, Kind.SERVICE_ACCOUNT, a)
                : no("can only create token subresource of serviceaccount");
    }

    private static Decision ownNode(String node, Attributes a) {
        return switch (a.subresource()) {
            case "" ->
                switch (a.verb()) {
                    case "create", "update", "patch" -> Decision.YES;
                    case "get", "list", "watch" -> readOwnNode(node, a.name());
                    default -> Decision.NO;
                };
            case "status" -> a.verb().equals("update") || a.verb().equals("patch") ? Decision.YES : Decision.NO;
            default -> Decision.NO;
        };
    }

    private static Decision readOwnNode(String node, String name) {
        if (name.equals(node)) {
            return Decision.YES;
        }
        return no(
                name.isEmpty()
                        ? "node '" + node + "' cannot read all nodes, only its own Node object"
                        : "node '" + node + "' cannot read '" + name + "', only its own Node object");
    }

    private Decision pod(String node, Attributes a) {
        return switch (a.subresource()) {
            case "" ->
                switch (a.verb()) {
                    case "get" -> get(node, Kind.POD, a);
                    case "list", "watch" -> listPods(node, a);
                    case "create", "delete" -> Decision.YES;
                    default -> Decision.NO;
                };
            case "status" -> a.verb().equals("update") || a.verb().equals("patch") ? Decision.YES : Decision.NO;
            case "eviction" -> a.verb().equals("create") ? Decision.YES : Decision.NO;
            default -> Decision.NO;
        };
    }

    private Decision listPods(String node, Attributes a) {
        if (selects(a.fieldSelector(), "spec.nodeName", node)) {
            return Decision.YES;
        }
        return a.name().isEmpty()
                ? no("can only list/watch pods with spec.nodeName field selector")
                : related(node, Kind.POD, a);
    }

    private static Decision lease(String node, Attributes a) {
        if (!isOwnWrite(a.verb())) {
            return no("can only get, create, update, patch, or delete a node lease");
        }
        if (!a.namespace().equals("kube-node-lease")) {
            return no("can only access leases in the \"kube-node-lease\" system namespace");
        }
        return a.verb().equals("create") || a.name().equals(node)
                ? Decision.YES
                : no("can only access node lease with the same name as the requesting node");
    }

    private static Decision csiNode(String node, Attributes a) {
        if (!isOwnWrite(a.verb())) {
            return no("can only get, create, update, patch, or delete a CSINode");
        }
        if (!a.subresource().isEmpty()) {
            return no("cannot authorize CSINode subresources");
        }
        return a.verb().equals("create") || a.name().equals(node)
                ? Decision.YES
                : no("can only access CSINode with the same name as the requesting node");
    }

    private Decision slice(String node, Attributes a) {
        if (!a.subresource().isEmpty()) {
            return no("cannot authorize ResourceSlice subresources");
        }
        return switch (a.verb()) {
            case "create" -> Decision.YES;
            case "get", "update", "patch", "delete" -> related(node, Kind.RESOURCE_SLICE, a);
            case "watch", "list", "deletecollection" ->
                selects(a.fieldSelector(), "spec.nodeName", node)
                        ? Decision.YES
                        : no("can only list/watch/deletecollection resourceslices with nodeName field selector");
            default ->
                no(
                        "only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection");
        };
    }

    private static boolean isRead(String verb) {
        return verb.equals("get") || verb.equals("list") || verb.equals("watch");
    }

    private static boolean isOwnWrite(String verb) {
        return switch (verb) {
            case "get", "create", "update", "patch", "delete" -> true;
            default -> false;
        };
    }

    /** Whether one of the selector's terms, all of which must hold, is {@code field=value}. Names of nodes hold nothing that would be escaped. */
    private static boolean selects(String selector, String field, String value) {
        if (selector.isEmpty()) {
            return false;
        }
        for (String term : selector.split(",")) {
            String t = term.strip();
            if (t.equals(field + "=" + value) || t.equals(field + "==" + value)) {
                return true;
            }
        }
        return false;
    }
}
