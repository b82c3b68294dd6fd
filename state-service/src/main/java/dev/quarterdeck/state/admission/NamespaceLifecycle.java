package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import java.util.Set;

/**
 * Nothing is created in a namespace that does not exist or is going away, and the namespaces of the system can't be deleted. That the namespace is still
 * as it was seen here is a condition of the commit too: once its end is committed nothing new comes in, on any replica, so whoever empties it and then
 * finalizes it leaves no object behind.
 */
public final class NamespaceLifecycle implements AdmissionPlugin {
    private static final StoredResource NAMESPACES = new StoredResource("", "namespaces");
    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    private final ClusterReader reader;

    public NamespaceLifecycle(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return switch (request.operation()) {
            case CREATE -> request.type().namespaced();
            case UPDATE, CONNECT -> false;
            case DELETE -> request.isFor("", "namespaces") && IMMORTAL.contains(request.name());
        };
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (!request.isCreate()) {
            throw request.forbidden("this namespace may not be deleted");
        }
        ObjectKey key = new ObjectKey("", request.namespace());
        Seen namespace = reader.get(NAMESPACES, key);
        if (namespace == null) {
            throw ApiException.notFound("", "namespaces", request.namespace());
        }
        boolean terminating = Metadata.of(namespace.tree()).isBeingDeleted()
                || Trees.text(namespace.tree(), "status", "phase").equals("Terminating");
        if (terminating) {
            throw terminating(request);
        }
        request.together(new Mutation.Require(
                NAMESPACES, key, namespace.row().uid(), namespace.row().revision()));
    }

    private static ApiException terminating(AdmissionRequest request) {
        ApiException plain = request.forbidden(
                "unable to create new content in namespace " + request.namespace() + " because it is being terminated");
        ApiException.Details details = plain.details();
        return new ApiException(
                StatusReason.FORBIDDEN,
                plain.getMessage(),
                new ApiException.Details(
                        details.name(),
                        details.group(),
                        details.kind(),
                        null,
                        List.of(new ApiException.Cause(
                                "NamespaceTerminating",
                                "namespace " + request.namespace() + " is being terminated",
                                "metadata.namespace")),
                        0));
    }
}
