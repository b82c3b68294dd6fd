package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.status.StatusReason;
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

    PatchHandler(WriteParts parts, UpdateRoad road) {
        this.parts = parts;
        this.road = road;
    }

    WriteResult patch(WriteRequest.Patch request) {
        refuseApply(request.contentType());
        UpdateRoad.Target target = new UpdateRoad.Target(
                request.type(),
                request.namespace(),
                request.name(),
                request.subresource(),
                request.caller(),
                request.options());
        return road.update(target, new Patched(request), null);
    }

    /** Server-side apply needs field management, which is not there yet; clients fall back on 415. */
    static void refuseApply(String contentType) {
        if (contentType.startsWith("application/apply-patch")) {
            throw new ApiException(
                    StatusReason.UNSUPPORTED_MEDIA_TYPE,
                    "the body of the request was in an unknown format - accepted media types include: "
                            + "application/json-patch+json, application/merge-patch+json, "
                            + "application/strategic-merge-patch+json",
                    ApiException.Details.NONE);
        }
    }

    private final class Patched implements UpdateRoad.Candidate {
        private final WriteRequest.Patch request;

        Patched(WriteRequest.Patch request) {
            this.request = request;
        }

        @Override
        public ObjectNode from(ObjectNode current, List<String> warnings) {
            ResourceType type = request.type();
            GroupVersionKind kind = CreateHandler.storedKind(type);
            boolean converts = !kind.equals(type.gvk());
            ObjectNode before = converts ? parts.rules().convert(current.deepCopy(), kind, type.gvk()) : current;
            ObjectRules.Decoded patched =
                    parts.rules().patch(type.gvk(), request.contentType(), before, request.body());
            ObjectNode object = patched.object();
            FieldValidation validation = FieldValidation.of(request.options().fieldValidation());
            validation.apply(patched.strictErrors(), warnings, this::refused);
            validation.apply(parts.rules().prune(type.gvk(), object), warnings, this::refused);
            checkKind(object, type.gvk());
            BodyReader.checkName(object, type, request.namespace(), request.name());
            return converts ? parts.rules().convert(object, type.gvk(), kind) : object;
        }

        private ApiException refused(String text) {
            return ApiException.invalid("", "", "", List.of(FieldError.invalid("patch", "\"\"", text)));
        }

        @Override
        public boolean pinned(ObjectNode candidate, ObjectNode current) {
            return !Metadata.of(candidate)
                    .resourceVersion()
                    .equals(Metadata.of(current).resourceVersion());
        }
    }

    private static void checkKind(ObjectNode object, GroupVersionKind kind) {
        if (!kind.kind().equals(object.path("kind").stringValue(""))
                || !kind.apiVersion().equals(object.path("apiVersion").stringValue(""))) {
            throw ApiException.badRequest("the kind or the version in the patched object ("
                    + object.path("apiVersion").stringValue("") + " "
                    + object.path("kind").stringValue("") + ") does not match the expected one ("
                    + kind.apiVersion() + " " + kind.kind() + ")");
        }
    }
}
