package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.Subresource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.stateclient.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
        DELETE,
        /** A stream or proxy is about to be opened; the object is its options. */
        CONNECT
    }

    private final Operation operation;
    private final ResourceType type;
    private final String subresource;
    private final String namespace;
    private final String name;
    private final String givenName;
    private final @Nullable ObjectNode object;
    private final @Nullable ObjectNode old;
    private final Caller caller;
    private final boolean dryRun;
    private final List<Mutation> together = new ArrayList<>(2);
    private final List<String> warnings;
    private Supplier<@Nullable ObjectNode> options = () -> null;
    private String verb = "";
    private final long deadline = RequestDeadline.nanos();
    private @Nullable Reinvocation reinvocation;
    private Map<String, String> annotations = Map.of();

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
        this.givenName = operation == Operation.CREATE && subresource.isEmpty() && object != null
                ? Metadata.of(object).name()
                : name;
        this.object = object;
        this.old = old;
        this.caller = caller;
        this.dryRun = dryRun;
        this.warnings = warnings;
    }

    /** How the request is to be carried out: CreateOptions, UpdateOptions, DeleteOptions; made when somebody wants to see them. */
    public AdmissionRequest withOptions(Supplier<@Nullable ObjectNode> made) {
        options = made;
        return this;
    }

    /** As which verb the client was let in: {@code update} or {@code patch}, an apply being a patch, too. */
    public AdmissionRequest withVerb(String given) {
        verb = given;
        return this;
    }

    /** Empty where nobody said. */
    public String verb() {
        return verb;
    }

    public @Nullable ObjectNode options() {
        return options.get();
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

    /** As messages show it. */
    public String name() {
        return name;
    }

    /** As the client gave it: empty where it left that to the server. */
    public String givenName() {
        return givenName;
    }

    /** The tree that is to be stored, or what a subresource was sent. Not for DELETE. */
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

    public boolean hasObject() {
        return object != null;
    }

    public boolean hasOld() {
        return old != null;
    }

    /** The kind of what the request is about: the resource's, or the subresource's own. */
    public GroupVersionKind kind() {
        return kindIn(type);
    }

    /** The same in another version of the resource. */
    public GroupVersionKind kindIn(ResourceType version) {
        return subresource.isEmpty()
                ? version.gvk()
                : version.subresource(subresource).map(Subresource::kind).orElse(version.gvk());
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

    /** Adds a mutation to the commit of this request; the same one only once, although plugins may be asked twice. */
    public void together(Mutation mutation) {
        if (!together.contains(mutation)) {
            together.add(mutation);
        }
    }

    public List<Mutation> together() {
        return together;
    }

    public void warn(String text) {
        if (!warnings.contains(text)) {
            warnings.add(text);
        }
    }

    /** Texts for the client beside the answer. */
    public List<String> warnings() {
        return warnings;
    }

    /** What is noted about this request beside what it does. */
    public void annotate(String key, String value) {
        if (annotations.isEmpty()) {
            annotations = new LinkedHashMap<>();
        }
        annotations.putIfAbsent(key, value);
    }

    public Map<String, String> annotations() {
        return annotations;
    }

    /** How the two rounds of the mutating phase know of each other; made at the first question. */
    public Reinvocation reinvocation() {
        if (reinvocation == null) {
            reinvocation = new Reinvocation();
        }
        return reinvocation;
    }

    /** Whether the mutating phase begins once more. */
    boolean beginsAgain() {
        return reinvocation != null && reinvocation.begin();
    }

    /** What is left of the time in which this request has to be decided; may be negative. */
    public Duration timeLeft() {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    /** The 403 that refuses this request; it names a name that was drawn meanwhile. */
    public ApiException forbidden(String why) {
        String drawn = givenName.isEmpty() && object != null && isCreate() && subresource.isEmpty()
                ? Metadata.of(object).name()
                : "";
        return ApiException.forbidden(type.gvr().group(), type.gvr().resource(), drawn.isEmpty() ? name : drawn, why);
    }
}
