package dev.quarterdeck.stateclient;

import dev.quarterdeck.kube.kind.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * One write, as the client sent it. Bodies are bytes with their media type (JSON or YAML for now; protobuf has its place here too): state-service decodes
 * them.
 */
public sealed interface WriteRequest {
    ResourceType type();

    /** Empty for cluster-scoped resources. */
    String namespace();

    Caller caller();

    Options options();

    /** The same request with other options; one that has none is as it was. */
    default WriteRequest with(Options other) {
        return switch (this) {
            case Create r ->
                new Create(r.type, r.namespace, r.name, r.subresource, r.body, r.contentType, r.caller, other);
            case Update r ->
                new Update(r.type, r.namespace, r.name, r.subresource, r.body, r.contentType, r.caller, other);
            case Patch r ->
                new Patch(r.type, r.namespace, r.name, r.subresource, r.body, r.contentType, r.force, r.caller, other);
            case Delete r -> new Delete(r.type, r.namespace, r.name, r.deleteOptions, r.contentType, r.caller, other);
            case Connect r -> r;
            case DeleteCollection r ->
                new DeleteCollection(
                        r.type,
                        r.namespace,
                        r.labelSelector,
                        r.fieldSelector,
                        r.deleteOptions,
                        r.contentType,
                        r.caller,
                        other);
        };
    }

    /** The same request about another type. */
    default WriteRequest of(ResourceType other) {
        return switch (this) {
            case Create r ->
                new Create(other, r.namespace, r.name, r.subresource, r.body, r.contentType, r.caller, r.options);
            case Update r ->
                new Update(other, r.namespace, r.name, r.subresource, r.body, r.contentType, r.caller, r.options);
            case Patch r ->
                new Patch(
                        other, r.namespace, r.name, r.subresource, r.body, r.contentType, r.force, r.caller, r.options);
            case Delete r ->
                new Delete(other, r.namespace, r.name, r.deleteOptions, r.contentType, r.caller, r.options);
            case Connect r -> new Connect(other, r.namespace, r.name, r.subresource, r.body, r.caller);
            case DeleteCollection r ->
                new DeleteCollection(
                        other,
                        r.namespace,
                        r.labelSelector,
                        r.fieldSelector,
                        r.deleteOptions,
                        r.contentType,
                        r.caller,
                        r.options);
        };
    }

    /**
     * Query options common to all writes.
     *
     * @param dryRun decide and answer, commit nothing
     * @param fieldManager empty where the client gave none: the default is taken from the user agent
     * @param fieldValidation Ignore, Warn or Strict; empty means Warn
     * @param creation what becomes of an update or apply that finds nothing to change
     */
    record Options(boolean dryRun, String fieldManager, String fieldValidation, Creation creation) {
        public static final Options NONE = new Options(false, "", "");

        /** Where nothing stands against creating. */
        public Options(boolean dryRun, String fieldManager, String fieldValidation) {
            this(dryRun, fieldManager, fieldValidation, Creation.ALLOWED);
        }

        public Options with(Creation other) {
            return new Options(dryRun, fieldManager, fieldValidation, other);
        }
    }

    /** @param subresource empty, or for example {@code binding}, {@code eviction}; {@code name} is empty where the body names the object */
    record Create(
            ResourceType type,
            String namespace,
            String name,
            String subresource,
            byte[] body,
            String contentType,
            Caller caller,
            Options options)
            implements WriteRequest {}

    /** @param subresource empty, {@code status}, {@code scale} ... */
    record Update(
            ResourceType type,
            String namespace,
            String name,
            String subresource,
            byte[] body,
            String contentType,
            Caller caller,
            Options options)
            implements WriteRequest {}

    /**
     * @param contentType names the kind of patch: {@code application/json-patch+json}, {@code application/merge-patch+json},
     *     {@code application/strategic-merge-patch+json}, {@code application/apply-patch+yaml}
     * @param force apply only: take over fields of other managers
     */
    record Patch(
            ResourceType type,
            String namespace,
            String name,
            String subresource,
            byte[] body,
            String contentType,
            boolean force,
            Caller caller,
            Options options)
            implements WriteRequest {}

    /** @param deleteOptions the DeleteOptions body as sent, or built by the gateway from query parameters; null for none */
    record Delete(
            ResourceType type,
            String namespace,
            String name,
            byte @Nullable [] deleteOptions,
            String contentType,
            Caller caller,
            Options options)
            implements WriteRequest {}

    /**
     * Whether a stream or a proxy may be opened: admission decides, nothing is written.
     *
     * @param body the options of the connection as a JSON object: {@code PodExecOptions}, {@code NodeProxyOptions} ...
     */
    record Connect(ResourceType type, String namespace, String name, String subresource, byte[] body, Caller caller)
            implements WriteRequest {
        @Override
        public Options options() {
            return Options.NONE;
        }
    }

    /** Deletes what the selectors match, one by one, each as {@link Delete} does. Selectors are as the client wrote them; empty matches all. */
    record DeleteCollection(
            ResourceType type,
            String namespace,
            String labelSelector,
            String fieldSelector,
            byte @Nullable [] deleteOptions,
            String contentType,
            Caller caller,
            Options options)
            implements WriteRequest {}
}
