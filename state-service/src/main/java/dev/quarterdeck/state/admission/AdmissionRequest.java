package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.stateclient.Caller;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What admission is asked. Plugins change {@link #object()} in the mutating phase only; in both they may add mutations that are committed together with
 * the request's own, and warnings. One thread.
 */
public final class AdmissionRequest {
    /** What is about to happen to the object. */
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE
    }

    private final Operation operation;
    private final ResourceType type;
    private final String subresource;
    private final String namespace;
    private final String name;
    private final @Nullable ObjectNode object;
    private final @Nullable ObjectNode old;
    private final Caller caller;
    private final boolean dryRun;
    private final List<Mutation> together = new ArrayList<>(2);
    private final List<String> warnings;

    /**
     * @param namespace of the object; for namespaces the name
     * @param name empty where it is still to be generated
     * @param object what is to be stored, or the body of a subresource such as Binding; null for DELETE
     * @param old what is stored now; null for CREATE
     */
    public AdmissionRequest(
            Operation operation,
            ResourceType type,
            String subresource,
            String namespace,
            String name,
            @Nullable ObjectNode object,
            @Nullable ObjectNode old,
            Caller caller,
            boolean dryRun,
            List<String> warnings) {
        this.operation = operation;
        this.type = type;
        this.subresource = subresource;
        this.namespace = namespace;
        this.name = name;
        this.object = object;
        this.old = old;
        this.caller = caller;
        this.dryRun = dryRun;
        this.warnings = warnings;
    }

    public Operation operation() {
        return operation;
    }

    public boolean isCreate() {
        return operation == Operation.CREATE;
    }

    public boolean isUpdate() {
        return operation == Operation.UPDATE;
    }

    public ResourceType type() {
        return type;
    }

    public String subresource() {
        return subresource;
    }

    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    /** The tree that is to be stored. Only for CREATE and UPDATE. */
    public ObjectNode object() {
        if (object == null) {
            throw new IllegalStateException("a deletion has no new object");
        }
        return object;
    }

    /** The stored tree, never to be changed. Only for UPDATE and DELETE. */
    public ObjectNode old() {
        if (old == null) {
            throw new IllegalStateException("a creation has no old object");
        }
        return old;
    }

    public Caller caller() {
        return caller;
    }

    public boolean dryRun() {
        return dryRun;
    }

    /** Whether this is about the resource itself ({@code pods}), no subresource. */
    public boolean isFor(String group, String resource) {
        return isFor(group, resource, "");
    }

    public boolean isFor(String group, String resource, String sub) {
        return subresource.equals(sub)
                && type.gvr().resource().equals(resource)
                && type.gvr().group().equals(group);
    }

    /** Adds a mutation to the commit of this request. */
    public void together(Mutation mutation) {
        together.add(mutation);
    }

    public List<Mutation> together() {
        return together;
    }

    public void warn(String text) {
        warnings.add(text);
    }

    /** The 403 that refuses this request. */
    public ApiException forbidden(String why) {
        return ApiException.forbidden(type.gvr().group(), type.gvr().resource(), name, why);
    }
}
