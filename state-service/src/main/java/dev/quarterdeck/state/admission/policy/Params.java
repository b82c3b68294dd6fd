package dev.quarterdeck.state.admission.policy;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.admission.AdmissionForms;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Finds the parameters of bindings, of whatever kind they are. Thread-safe; may wait for the store. */
final class Params {
    private final Function<GroupVersionKind, Optional<ResourceType>> kinds;
    private final ClusterReader reader;
    private final AdmissionForms forms;

    Params(Function<GroupVersionKind, Optional<ResourceType>> kinds, ClusterReader reader, AdmissionForms forms) {
        this.kinds = kinds;
        this.reader = reader;
        this.forms = forms;
    }

    /** One evaluation; {@code object} is null where the policy has none. */
    record Param(@Nullable ObjectNode object) {
        static final Param NONE = new Param(null);

        /** Tells parameters of one binding apart. */
        String id() {
            return object == null ? "" : Metadata.of(object).key().toString();
        }
    }

    /** Fails where the kind is not served. */
    ResourceType resource(GroupVersionKind kind) throws ConfigurationFailure {
        ResourceType type = kinds.apply(kind).orElse(null);
        if (type == null || type.stored() == null) {
            throw new ConfigurationFailure("failed to find resource referenced by paramKind: '" + kind.apiVersion()
                    + ", Kind=" + kind.kind() + "'");
        }
        return type;
    }

    /** @param namespace of the request */
    List<Param> find(@Nullable GroupVersionKind kind, @Nullable ParamRef ref, String namespace)
            throws ConfigurationFailure {
        if (kind == null || ref == null) {
            return List.of(Param.NONE);
        }
        ResourceType type = resource(kind);
        if (!type.namespaced() && !ref.namespace().isEmpty()) {
            throw new ConfigurationFailure("paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
        }
        String from = ref.namespace().isEmpty() ? namespace : ref.namespace();
        if (type.namespaced() && from.isEmpty()) {
            throw new ConfigurationFailure(
                    "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
        }
        List<Param> found = ref.selector() == null
                ? named(type, type.namespaced() ? from : "", ref.name())
                : selected(type, type.namespaced() ? from : "", ref);
        if (found.isEmpty() && ref.denies()) {
            throw new ConfigurationFailure("no params found for policy binding with `Deny` parameterNotFoundAction");
        }
        return found;
    }

    private List<Param> named(ResourceType type, String namespace, String name) {
        Seen seen = type.stored() == null ? null : reader.get(type.stored(), new ObjectKey(namespace, name));
        return seen == null ? List.of() : List.of(param(type, seen));
    }

    private List<Param> selected(ResourceType type, String namespace, ParamRef ref) {
        List<Param> found = new ArrayList<>();
        if (type.stored() != null && ref.selector() != null) {
            for (Seen seen : reader.list(type.stored(), namespace)) {
                if (ref.selector().matches(Metadata.of(seen.tree()).labels())) {
                    found.add(param(type, seen));
                }
            }
        }
        return found;
    }

    private Param param(ResourceType type, Seen seen) {
        return new Param(
                type.storedKind() == null || type.storedKind().equals(type.gvk())
                        ? seen.tree()
                        : forms.convert(seen.tree().deepCopy(), type.storedKind(), type.gvk()));
    }
}
