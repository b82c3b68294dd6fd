package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import tools.jackson.databind.node.ObjectNode;

/** The forms that an object takes on its way to those whom admission asks, and back. Pure and thread-safe; what can't be done throws ApiException. */
public interface AdmissionForms {
    /** The object in another version of its kind; may be the same tree, changed. */
    ObjectNode convert(ObjectNode object, GroupVersionKind from, GroupVersionKind to);

    void setDefaults(GroupVersionKind kind, ObjectNode object);

    /** Brings an object into the form in which it is answered: what is empty is written or left out as the API says. */
    void canonicalize(GroupVersionKind kind, ObjectNode object);

    /** Drops fields that the kind does not have; refuses values of another type. */
    void conform(GroupVersionKind kind, ObjectNode object);
}
