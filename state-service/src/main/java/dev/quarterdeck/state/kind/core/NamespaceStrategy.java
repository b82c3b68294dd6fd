package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.kube.apply.FieldFilter;
import dev.quarterdeck.state.kind.DefaultStrategy;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Namespaces hold the finalizer {@code kubernetes} in their spec until they are empty; only {@code /finalize} takes it away. */
public final class NamespaceStrategy extends DefaultStrategy {
    private static final String FINALIZER = "kubernetes";

    public NamespaceStrategy(KindTraits traits) {
        super(traits);
    }

    @Override
    public void prepareForCreate(ObjectNode namespace, WriteScope scope) {
        namespace.putObject("status").put("phase", "Active");
        label(namespace);
        ArrayNode finalizers = Trees.children(Trees.child(namespace, "spec"), "finalizers");
        if (!Trees.texts(namespace, "spec", "finalizers").contains(FINALIZER)) {
            finalizers.add(FINALIZER);
        }
    }

    @Override
    public void prepareForUpdate(ObjectNode namespace, ObjectNode old, WriteScope scope) {
        take(namespace, old, "status");
        label(namespace);
        put(Trees.child(namespace, "spec"), "finalizers", Trees.at(old, "spec", "finalizers"));
    }

    /** Defaulting did this before the name was generated. */
    private static void label(ObjectNode namespace) {
        ObjectNode metadata = Trees.child(namespace, "metadata");
        Trees.child(metadata, "labels").put("kubernetes.io/metadata.name", Trees.text(metadata, "name"));
    }

    @Override
    public void prepareForSubresourceUpdate(
            String subresource, ObjectNode namespace, ObjectNode old, WriteScope scope) {
        if (!subresource.equals("finalize")) {
            super.prepareForSubresourceUpdate(subresource, namespace, old, scope);
        }
        take(namespace, old, "status");
    }

    @Override
    public FieldFilter ownable(String subresource) {
        return super.ownable(subresource.equals("finalize") ? "" : subresource);
    }

    @Override
    public boolean mayVanish(ObjectNode namespace) {
        return Trees.texts(namespace, "spec", "finalizers").isEmpty();
    }
}
