package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.admission.AdmissionRequest.Operation;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a node's own credentials may write: its Node, its Lease, its CSINode and resource slices, the status and end of its pods, and mirrors of its static
 * pods (Kubernetes documentation, "NodeRestriction"). Callers that are no nodes pass.
 */
public final class NodeRestriction implements AdmissionPlugin {
    private static final StoredResource NODES = new StoredResource("", "nodes");
    private static final StoredResource PODS = new StoredResource("", "pods");
    private static final String USER_PREFIX = "system:node:";

    private final ClusterReader reader;

    public NodeRestriction(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() != AdmissionRequest.Operation.CONNECT
                && request.caller().name().startsWith(USER_PREFIX)
                && request.caller().groups().contains("system:nodes");
    }

    @Override
    public void mutate(AdmissionRequest request) {
        String node = request.caller().name().substring(USER_PREFIX.length());
        if (node.isEmpty()) {
            throw request.forbidden(
                    "could not determine node from user \"" + request.caller().name() + "\"");
        }
        switch (request.type().gvr().resource() + "." + request.type().gvr().group()) {
            case "pods." -> pod(request, node);
            case "nodes." -> node(request, node);
            case "persistentvolumeclaims." -> claim(request, node);
            case "leases.coordination.k8s.io" -> lease(request, node);
            case "csinodes.storage.k8s.io" -> {
                if (!request.name().equals(node)) {
                    throw request.forbidden("can only access CSINode with the same name as the requesting node");
                }
            }
            case "resourceslices.resource.k8s.io" -> slice(request, node);
            default -> {}
        }
    }

    private void pod(AdmissionRequest request, String node) {
        switch (request.subresource()) {
            case "" -> {
                switch (request.operation()) {
                    case CREATE -> mirror(request, node);
                    case DELETE -> {
                        if (!Trees.text(request.old(), "spec", "nodeName").equals(node)) {
                            throw request.forbidden(
                                    "node \"" + node + "\" can only delete pods with spec.nodeName set to itself");
                        }
                    }
                    case UPDATE, CONNECT ->
                        throw request.forbidden("unexpected operation \"UPDATE\", node \"" + node
                                + "\" can only create and delete mirror pods");
                }
            }
            case "status" -> podStatus(request, node);
            case "eviction" -> {
                Seen pod = reader.getLive(PODS, new ObjectKey(request.namespace(), request.name()));
                if (pod != null && !Trees.text(pod.tree(), "spec", "nodeName").equals(node)) {
                    throw request.forbidden("node " + node + " can only evict pods with spec.nodeName set to itself");
                }
            }
            default ->
                throw request.forbidden("unexpected pod subresource \"" + request.subresource()
                        + "\", only 'status' and 'eviction' are allowed");
        }
    }

    private static void podStatus(AdmissionRequest request, String node) {
        ObjectNode old = request.old();
        ObjectNode pod = request.object();
        String who = "node \"" + node + "\" ";
        if (!Trees.text(old, "spec", "nodeName").equals(node)) {
            throw request.forbidden(who + "can only update pod status for pods with spec.nodeName set to itself");
        }
        if (!Metadata.of(old).labels().equals(Metadata.of(pod).labels())) {
            throw request.forbidden(who + "cannot update labels through pod status");
        }
        if (!Objects.equals(
                Trees.at(old, "status", "resourceClaimStatuses"), Trees.at(pod, "status", "resourceClaimStatuses"))) {
            throw request.forbidden(who + "cannot update resource claim statues");
        }
    }

    private void mirror(AdmissionRequest request, String node) {
        ObjectNode pod = request.object();
        String who = "node \"" + node + "\" ";
        if (!ServiceAccountAdmission.isMirror(pod)) {
            throw request.forbidden("pod does not have \"" + ServiceAccountAdmission.MIRROR + "\" annotation, " + who
                    + "can only create mirror pods");
        }
        if (!Trees.text(pod, "spec", "nodeName").equals(node)) {
            throw request.forbidden(who + "can only create pods with spec.nodeName set to itself");
        }
        List<ObjectNode> owners = Metadata.of(pod).ownerReferences();
        if (owners.size() > 1) {
            throw request.forbidden(who + "can only create pods with a single owner reference set to itself");
        }
        ObjectNode owner = owners.isEmpty() ? null : owners.getFirst();
        if (owner == null
                || !Trees.text(owner, "apiVersion").equals("v1")
                || !Trees.text(owner, "kind").equals("Node")
                || !Trees.text(owner, "name").equals(node)) {
            throw request.forbidden(who + "can only create pods with an owner reference set to itself");
        }
        if (!Trees.isTrue(owner, "controller")) {
            throw request.forbidden(who + "can only create pods with a controller owner reference set to itself");
        }
        if (Trees.isTrue(owner, "blockOwnerDeletion")) {
            throw request.forbidden(who + "must not set blockOwnerDeletion on an owner reference");
        }
        Seen found = reader.get(NODES, new ObjectKey("", node));
        if (found == null) {
            throw ApiException.notFound("", "nodes", node);
        }
        if (!Trees.text(owner, "uid").equals(found.row().uid())) {
            throw request.forbidden("node " + node + " UID mismatch: expected " + Trees.text(owner, "uid") + " got "
                    + found.row().uid());
        }
        PodReferences.of(Trees.child(pod, "spec")).stream().findFirst().ifPresent(r -> {
            throw request.forbidden(who + "can not create pods that reference " + r.resource());
        });
    }

    private static void node(AdmissionRequest request, String node) {
        String who = "node \"" + node + "\" ";
        if (!request.name().equals(node)) {
            throw request.forbidden(who + "is not allowed to modify node \"" + request.name() + "\"");
        }
        if (request.operation() == Operation.DELETE) {
            return;
        }
        ObjectNode object = request.object();
        if (request.isCreate()) {
            TreeSet<String> forbidden = NodeLabels.forbidden(Metadata.of(object).labels(), Map.of());
            if (!forbidden.isEmpty()) {
                throw request.forbidden(
                        who + "is not allowed to set the following labels: " + String.join(", ", forbidden));
            }
            return;
        }
        ObjectNode old = request.old();
        if (!same(object, old, "spec", "taints")) {
            throw request.forbidden(who + "is not allowed to modify taints");
        }
        if (!same(object, old, "metadata", "ownerReferences")) {
            throw request.forbidden(who + "is not allowed to modify ownerReferences");
        }
        TreeSet<String> forbidden = NodeLabels.forbidden(
                Metadata.of(object).labels(), Metadata.of(old).labels());
        if (!forbidden.isEmpty()) {
            throw request.forbidden("is not allowed to modify labels: " + String.join(", ", forbidden));
        }
    }

    private static boolean same(ObjectNode one, ObjectNode other, String... path) {
        return Trees.objects(one, path).equals(Trees.objects(other, path));
    }

    private static void claim(AdmissionRequest request, String node) {
        if (!request.subresource().equals("status")) {
            throw request.forbidden("may only update PVC status");
        }
        ObjectNode before = comparable(request.old());
        ObjectNode after = comparable(request.object());
        if (!before.equals(after)) {
            throw request.forbidden("node \"" + node
                    + "\" is not allowed to update fields other than status.quantity and status.conditions");
        }
    }

    private static ObjectNode comparable(ObjectNode claim) {
        ObjectNode copy = claim.deepCopy();
        Metadata.of(copy).node().remove(List.of("resourceVersion", "managedFields"));
        Trees.child(copy, "status")
                .remove(List.of("capacity", "conditions", "allocatedResourceStatuses", "allocatedResources"));
        return copy;
    }

    private static void lease(AdmissionRequest request, String node) {
        if (!request.namespace().equals("kube-node-lease")) {
            throw request.forbidden("can only access leases in the \"kube-node-lease\" system namespace");
        }
        if (!request.name().equals(node)) {
            throw request.forbidden("can only access node lease with the same name as the requesting node");
        }
    }

    private static void slice(AdmissionRequest request, String node) {
        if (request.isCreate()
                && !Trees.text(request.object(), "spec", "nodeName").equals(node)) {
            throw request.forbidden("can only create ResourceSlice with the same NodeName as the requesting node");
        }
        if (request.operation() == Operation.DELETE
                && !Trees.text(request.old(), "spec", "nodeName").equals(node)) {
            throw request.forbidden("can only delete ResourceSlice with the same NodeName as the requesting node");
        }
    }
}
