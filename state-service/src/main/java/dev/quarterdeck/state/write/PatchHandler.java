package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * PATCH: the patch is applied to what is stored, in the version of the request, and the result takes the road of an update. Another write in between
 * only means that it is applied again, unless the patch names a resourceVersion.
 */
final class PatchHandler {
    private final WriteParts parts;
    private final UpdateRoad road;
    private final ApplyHandler apply;

    PatchHandler(WriteParts parts, UpdateRoad road, ApplyHandler apply) {
        this.parts = parts;
        this.road = road;
        this.apply = apply;
    }

    WriteResult patch(WriteRequest.Patch request) {
        if (ApplyHandler.concerns(request)) {
            return apply.apply(request);
        }
        ObjectRules.Patching patching = parts.rules()
                .patch(
                        request.type().gvk(),
                        request.contentType(),
                        request.body(),
                        BodyReader.validation(request.options().fieldValidation()));
        UpdateRoad.Target target = UpdateRoad.Target.of(request);
        return road.update(target, new Patched(request, patching), null);
    }

    private final class Patched implements UpdateRoad.Candidate {
        private final WriteRequest.Patch request;
        private final ObjectRules.Patching patching;

        Patched(WriteRequest.Patch request, ObjectRules.Patching patching) {
            this.request = request;
            this.patching = patching;
        }

        @Override
        public ObjectNode from(ObjectNode current, List<String> warnings) {
            ResourceType type = request.type();
            GroupVersionKind kind = CreateHandler.storedKind(type);
            boolean converts = !kind.equals(type.gvk());
            ObjectNode before = converts ? parts.rules().convert(current.deepCopy(), kind, type.gvk()) : current;
            ObjectRules.Decoded patched =
                    request.subresource().equals("status") ? patching.applyToStatus(before) : patching.apply(before);
            warnings.addAll(patched.warnings());
            ObjectNode object = patched.object();
            BodyReader.checkName(object, type, request.namespace(), request.name());
            return converts ? parts.rules().convert(object, type.gvk(), kind) : object;
        }

        @Override
        public boolean namesUid() {
            return false;
        }

        @Override
        public boolean pinned(ObjectNode candidate, ObjectNode current) {
            return !Metadata.of(candidate)
                    .resourceVersion()
                    .equals(Metadata.of(current).resourceVersion());
        }
    }
}
