package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.scale.ScaleView;
import dev.quarterdeck.state.kind.Trees;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of a request as somebody outside sees them: in the version they want, in the form of an answer. What they change comes back through
 * {@link #change}, and becomes the request's own with {@link #settle}. One thread, but what it has made may be read by many.
 */
public final class AdmissionView {
    private final AdmissionRequest request;
    private final AdmissionForms forms;
    private final Map<GroupVersionKind, ObjectNode> olds = new HashMap<>(2);
    private @Nullable ObjectNode object;
    private @Nullable GroupVersionKind shown;
    private boolean changed;

    public AdmissionView(AdmissionRequest request, AdmissionForms forms) {
        this.request = request;
        this.forms = forms;
    }

    /** The version in which the object is now; shared, not to be changed. Null for DELETE. */
    public @Nullable ObjectNode object(GroupVersionKind kind) {
        if (!request.hasObject()) {
            return null;
        }
        if (object == null || shown == null) {
            object = made(request.object(), kind);
        } else if (!shown.equals(kind)) {
            object = canonical(kind, forms.convert(object.deepCopy(), shown, kind));
        }
        shown = kind;
        return object;
    }

    /** The object as it is now, in whatever version: its metadata is the same in all. Null for DELETE. */
    public @Nullable ObjectNode newest() {
        return object != null ? object : request.hasObject() ? request.object() : null;
    }

    public @Nullable ObjectNode old(GroupVersionKind kind) {
        return request.hasOld() ? olds.computeIfAbsent(kind, k -> made(request.old(), k)) : null;
    }

    /** The kind of the tree that the request itself holds. */
    private GroupVersionKind held() {
        boolean ownBody = request.operation() == AdmissionRequest.Operation.CONNECT
                || request.isCreate() && !request.subresource().isEmpty();
        GroupVersionKind stored = request.type().storedKind();
        return ownBody || stored == null ? request.kind() : stored;
    }

    private boolean isScale() {
        return request.isUpdate() && request.subresource().equals("scale");
    }

    private ObjectNode made(ObjectNode tree, GroupVersionKind kind) {
        if (isScale()) {
            ObjectNode scale = ScaleView.of(tree);
            scale.set("metadata", scale.get("metadata").deepCopy());
            return scale;
        }
        ObjectNode copy = tree.deepCopy();
        GroupVersionKind held = held();
        if (held.equals(kind)) {
            return canonical(kind, copy);
        }
        return canonical(kind, forms.convert(canonical(held, copy), held, kind));
    }

    private ObjectNode canonical(GroupVersionKind kind, ObjectNode tree) {
        forms.canonicalize(kind, tree);
        return tree;
    }

    /** Takes what became of the object, in the version that it was last shown in, with defaults set anew. Whether it differs. */
    public boolean change(ObjectNode tree) {
        GroupVersionKind kind = shown == null ? held() : shown;
        ObjectNode before = object(kind);
        forms.conform(kind, tree);
        forms.setDefaults(kind, tree);
        canonical(kind, tree);
        boolean differs = !tree.equals(before);
        object = tree;
        changed |= differs;
        return differs;
    }

    /** Puts what was changed into the request. */
    public void settle() {
        ObjectNode tree = object;
        if (!changed || tree == null || shown == null) {
            return;
        }
        ObjectNode target = request.object();
        if (isScale()) {
            Trees.child(target, "spec").put("replicas", ScaleView.replicas(tree));
            String version = Metadata.of(tree).resourceVersion();
            Metadata.of(target).set("resourceVersion", version);
        } else {
            GroupVersionKind held = held();
            ObjectNode own = held.equals(shown) ? tree.deepCopy() : forms.convert(tree.deepCopy(), shown, held);
            target.removeAll();
            target.setAll(own);
        }
        changed = false;
    }

    /** A copy of the request's object as it is now, to be compared later; null for DELETE. */
    public @Nullable ObjectNode snapshot() {
        return request.hasObject() ? request.object().deepCopy() : null;
    }
}
