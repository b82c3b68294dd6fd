package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.apply.AppliedConfig;
import dev.quarterdeck.kube.apply.FieldApply;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.state.kind.WriteScope;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * PATCH with {@code application/apply-patch+yaml} (KEP-555): the configuration is merged into what is stored, or becomes a new object where nothing is. The
 * result takes the road of an update or of a create.
 */
final class ApplyHandler {
    /** How often an object may come and go between looking and writing. */
    private static final int ATTEMPTS = 8;

    private final WriteParts parts;
    private final UpdateRoad road;
    private final CreateHandler create;

    ApplyHandler(WriteParts parts, UpdateRoad road, CreateHandler create) {
        this.parts = parts;
        this.road = road;
        this.create = create;
    }

    static boolean concerns(WriteRequest.Patch request) {
        return request.contentType().startsWith("application/apply-patch");
    }

    WriteResult apply(WriteRequest.Patch request) {
        AppliedConfig config = AppliedConfig.read(request.body());
        config.check(request.type().gvk());
        return apply(request, config);
    }

    /** @param config of the kind of the object itself, also where it came as that of a subresource */
    WriteResult apply(WriteRequest.Patch request, AppliedConfig config) {
        UpdateRoad.Target target = UpdateRoad.Target.of(request);
        Applied applied = new Applied(request, config, target);
        for (int attempt = 1; ; attempt++) {
            try {
                return road.update(
                        target,
                        applied,
                        request.subresource().isEmpty()
                                ? () -> create.create(
                                        request.type(),
                                        request.namespace(),
                                        applied,
                                        request.caller(),
                                        request.options(),
                                        target.author())
                                : null);
            } catch (ApiException taken) {
                // Somebody else made it since we looked: now it is an update.
                if (taken.reason() != StatusReason.ALREADY_EXISTS || attempt == ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }

    /** Applies the configuration to whatever is there now. */
    private final class Applied implements UpdateRoad.Candidate, CreateHandler.Source {
        private final WriteRequest.Patch request;
        private final AppliedConfig config;
        private final UpdateRoad.Target target;
        private final ResourceFields fields;
        private final GroupVersionKind stored;

        Applied(WriteRequest.Patch request, AppliedConfig config, UpdateRoad.Target target) {
            this.request = request;
            this.config = config;
            this.target = target;
            this.stored = CreateHandler.storedKind(request.type());
            this.fields = new ResourceFields(parts.rules(), parts.strategy(request.type()), stored);
        }

        private ObjectNode merged(@Nullable ObjectNode live, List<String> warnings) {
            ResourceType type = request.type();
            WriteScope scope =
                    new WriteScope(request.caller(), parts.sources().clock().instant());
            ObjectNode object = FieldApply.apply(
                    live,
                    config.tree(),
                    ResourceFields.actor(target.author(), type, request.subresource(), scope),
                    request.force(),
                    fields);
            config.warn(BodyReader.validation(request.options().fieldValidation()), warnings);
            parts.rules().conformApplied(type.gvk(), object);
            return object;
        }

        @Override
        public ObjectNode from(ObjectNode current, List<String> warnings) {
            ObjectNode object = merged(current, warnings);
            ResourceType type = request.type();
            BodyReader.checkName(object, type, request.namespace(), request.name());
            return stored.equals(type.gvk()) ? object : parts.rules().convert(object, type.gvk(), stored);
        }

        @Override
        public ObjectNode read(List<String> warnings) {
            ObjectNode object = merged(null, warnings);
            Metadata metadata = Metadata.of(object);
            if (!metadata.uid().isEmpty()) {
                throw ApiException.conflict(
                        request.type().gvr().group(),
                        request.type().gvr().resource(),
                        request.name(),
                        "uid mismatch: the provided object specified uid " + metadata.uid()
                                + ", and no existing object was found");
            }
            BodyReader.checkName(object, request.type(), request.namespace(), request.name());
            metadata.set("resourceVersion", "");
            return object;
        }

        @Override
        public boolean managesFields() {
            return true;
        }

        @Override
        public boolean namesUid() {
            return false;
        }

        @Override
        public boolean pinned(ObjectNode candidate, ObjectNode current) {
            return config.tree().path("metadata").hasNonNull("resourceVersion");
        }
    }
}
