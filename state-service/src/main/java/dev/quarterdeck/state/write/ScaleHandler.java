package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.apply.AppliedConfig;
import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.scale.ScaleView;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

/** PUT and PATCH of {@code scale}: only the number of replicas of the object changes, and the answer is a Scale again. */
final class ScaleHandler {
    private static final GroupVersionKind SCALE = new GroupVersionKind("autoscaling", "v1", "Scale");

    private final WriteParts parts;
    private final BodyReader bodies;
    private final UpdateRoad road;
    private final ApplyHandler apply;

    ScaleHandler(WriteParts parts, UpdateRoad road, ApplyHandler apply) {
        this.parts = parts;
        this.apply = apply;
        this.bodies = new BodyReader(parts.rules());
        this.road = road;
    }

    WriteResult update(WriteRequest.Update request) {
        UpdateRoad.Target target = UpdateRoad.Target.of(request);
        return asScale(
                request.type(),
                road.update(
                        target,
                        new UpdateRoad.Candidate() {
                            @Override
                            public ObjectNode from(ObjectNode current, List<String> warnings) {
                                return scaled(request.type(), current, read(request, warnings));
                            }

                            @Override
                            public void refuseUnfit() {
                                read(request, new ArrayList<>());
                            }

                            @Override
                            public boolean pinned(ObjectNode candidate, ObjectNode current) {
                                return !Metadata.of(candidate).resourceVersion().isEmpty();
                            }
                        },
                        null));
    }

    private ObjectNode read(WriteRequest.Update request, List<String> warnings) {
        ObjectNode scale = bodies.read(
                request.body(), request.contentType(), SCALE, request.options().fieldValidation(), warnings);
        BodyReader.checkName(scale, request.type(), request.namespace(), request.name());
        return scale;
    }

    /** What is applied to a scale is applied to the object's own number of replicas. */
    private WriteResult apply(WriteRequest.Patch request) {
        AppliedConfig config = AppliedConfig.read(request.body());
        config.check(SCALE);
        ObjectNode whole = Json.object();
        GroupVersionKind kind = request.type().gvk();
        whole.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        whole.set("metadata", config.tree().path("metadata").deepCopy());
        JsonNode replicas = config.tree().path("spec").get("replicas");
        CustomVersion.Scale paths = paths(request.type());
        if (replicas != null && paths == null) {
            Trees.child(whole, "spec").set("replicas", replicas);
        } else if (replicas != null && paths != null) {
            boolean unused = paths.specReplicas().set(whole, replicas);
        }
        return asScale(request.type(), apply.apply(request, new AppliedConfig(whole, config.duplicates())));
    }

    WriteResult patch(WriteRequest.Patch request) {
        if (ApplyHandler.concerns(request)) {
            return apply(request);
        }
        ObjectRules.Patching patching = parts.rules()
                .patch(
                        SCALE,
                        request.contentType(),
                        request.body(),
                        BodyReader.validation(request.options().fieldValidation()));
        UpdateRoad.Target target = UpdateRoad.Target.of(request);
        return asScale(
                request.type(),
                road.update(
                        target,
                        new UpdateRoad.Candidate() {
                            @Override
                            public ObjectNode from(ObjectNode current, List<String> warnings) {
                                ObjectNode scale = patching.apply(view(request.type(), served(request.type(), current)))
                                        .object();
                                BodyReader.checkName(scale, request.type(), request.namespace(), request.name());
                                return scaled(request.type(), current, scale);
                            }

                            @Override
                            public boolean pinned(ObjectNode candidate, ObjectNode current) {
                                return !Metadata.of(candidate)
                                        .resourceVersion()
                                        .equals(Metadata.of(current).resourceVersion());
                            }
                        },
                        null));
    }

    private ObjectNode scaled(ResourceType type, ObjectNode current, ObjectNode scale) {
        int replicas = ScaleView.replicas(scale);
        if (replicas < 0) {
            throw ApiException.invalid(
                    SCALE.group(),
                    SCALE.kind(),
                    Metadata.of(scale).name(),
                    List.of(FieldError.invalid(
                            "spec.replicas", Integer.toString(replicas), "must be greater than or equal to 0")));
        }
        CustomVersion.Scale paths = paths(type);
        ObjectNode object = served(type, current);
        if (paths == null) {
            Trees.child(object, "spec").put("replicas", replicas);
        } else {
            boolean set = paths.specReplicas().set(object, IntNode.valueOf(replicas));
            if (!set) {
                throw ApiException.internal("the spec replicas field \"" + paths.specReplicas() + "\" cannot be set");
            }
            GroupVersionKind kind = CreateHandler.storedKind(type);
            object = kind.equals(type.gvk()) ? object : parts.rules().convert(object, type.gvk(), kind);
        }
        Metadata metadata = Metadata.of(object);
        metadata.set("resourceVersion", Metadata.of(scale).resourceVersion());
        String uid = Metadata.of(scale).uid();
        if (!uid.isEmpty()) {
            metadata.set("uid", uid);
        }
        return object;
    }

    private static CustomVersion.@Nullable Scale paths(ResourceType type) {
        return type.custom() == null ? null : type.custom().scale();
    }

    /** A copy in the version of the request, where the definition says how that is scaled; else as it is stored. */
    private ObjectNode served(ResourceType type, ObjectNode current) {
        ObjectNode copy = current.deepCopy();
        GroupVersionKind kind = CreateHandler.storedKind(type);
        return type.custom() == null || kind.equals(type.gvk())
                ? copy
                : parts.rules().convert(copy, kind, type.gvk());
    }

    private static ObjectNode view(ResourceType type, ObjectNode object) {
        CustomVersion.Scale paths = paths(type);
        return paths == null ? ScaleView.of(object) : view(object, paths);
    }

    private static ObjectNode view(ObjectNode object, CustomVersion.Scale paths) {
        return ScaleView.of(object, paths)
                .orElseThrow(() -> ApiException.internal(
                        "the spec replicas field \"" + paths.specReplicas() + "\" does not exist"));
    }

    private static WriteResult asScale(ResourceType type, WriteResult result) {
        return new WriteResult(
                result.code(), Json.write(view(type, Json.read(result.json()))), result.revision(), result.warnings());
    }
}
