package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** PUT of an object, or of a subresource whose body is the object: the body is what shall be stored. */
final class UpdateHandler {
    private final WriteParts parts;
    private final BodyReader bodies;
    private final UpdateRoad road;
    private final CreateHandler create;

    UpdateHandler(WriteParts parts, UpdateRoad road, CreateHandler create) {
        this.parts = parts;
        this.bodies = new BodyReader(parts.rules());
        this.road = road;
        this.create = create;
    }

    WriteResult update(WriteRequest.Update request) {
        ResourceType type = request.type();
        UpdateRoad.Target target = UpdateRoad.Target.of(request);
        boolean creates =
                request.subresource().isEmpty() && parts.strategy(type).traits().createOnUpdate();
        return road.update(target, new Body(request), creates ? () -> create.create(request, target.author()) : null);
    }

    /** Decodes the body for every attempt: a tree that a failed attempt has changed is not used again. */
    private final class Body implements UpdateRoad.Candidate {
        private final WriteRequest.Update request;

        Body(WriteRequest.Update request) {
            this.request = request;
        }

        @Override
        public ObjectNode from(ObjectNode current, List<String> warnings) {
            ResourceType type = request.type();
            ObjectNode object = read(warnings);
            GroupVersionKind kind = CreateHandler.storedKind(type);
            return kind.equals(type.gvk()) ? object : parts.rules().convert(object, type.gvk(), kind);
        }

        @Override
        public void refuseUnfit() {
            read(new ArrayList<>());
        }

        private ObjectNode read(List<String> warnings) {
            ResourceType type = request.type();
            ObjectNode object = bodies.read(
                    request.body(),
                    request.contentType(),
                    type.gvk(),
                    request.options().fieldValidation(),
                    warnings);
            BodyReader.checkName(object, type, request.namespace(), request.name());
            return object;
        }

        @Override
        public boolean pinned(ObjectNode candidate, ObjectNode current) {
            return !Metadata.of(candidate).resourceVersion().isEmpty();
        }
    }
}
