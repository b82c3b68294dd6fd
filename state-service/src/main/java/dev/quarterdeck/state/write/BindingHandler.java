package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import dev.quarterdeck.state.kind.core.PodConditions;
import dev.quarterdeck.stateclient.WriteRequest;
import dev.quarterdeck.stateclient.WriteResult;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * POST of {@code pods/binding}, and of the older {@code bindings}: gives a pod its node, once. Two schedulers that bind the same pod decide on the same
 * row, so one of them meets a conflict, decides again, and is told that the pod has a node.
 */
final class BindingHandler {
    private static final GroupVersionKind BINDING = new GroupVersionKind("", "v1", "Binding");

    private final WriteParts parts;
    private final BodyReader bodies;
    private final UpdateRoad road;
    private final ResourceType pods;

    BindingHandler(WriteParts parts, UpdateRoad road, ResourceCatalog catalog) {
        this.parts = parts;
        this.bodies = new BodyReader(parts.rules());
        this.road = road;
        this.pods = catalog.find(new GroupVersionResource("", "v1", "pods")).orElseThrow();
    }

    WriteResult bind(WriteRequest.Create request) {
        List<String> bodyWarnings = new ArrayList<>(0);
        ObjectNode binding = bodies.read(
                request.body(),
                request.contentType(),
                BINDING,
                request.options().fieldValidation(),
                bodyWarnings);
        BodyReader.settleNamespace(binding, pods, request.namespace());
        Metadata metadata = Metadata.of(binding);
        String name = request.name().isEmpty() ? metadata.name() : request.name();
        if (!name.equals(metadata.name())) {
            throw ApiException.badRequest("name in URL does not match name in Binding object");
        }
        AdmissionRequest admission = new AdmissionRequest(
                        AdmissionRequest.Operation.CREATE,
                        pods,
                        "binding",
                        request.namespace(),
                        name,
                        binding,
                        null,
                        request.caller(),
                        request.options().dryRun(),
                        bodyWarnings)
                .withOptions(() -> OperationOptions.create(request.options()));
        parts.admission().mutate(admission);
        checkTarget(binding);
        parts.admission().validate(admission);
        String time = WriteScope.timestamp(parts.sources().clock().instant());
        WriteResult bound = road.update(
                new UpdateRoad.Target(
                        pods,
                        request.namespace(),
                        name,
                        "binding",
                        request.caller(),
                        request.options(),
                        Authors.of(request)),
                new UpdateRoad.Candidate() {
                    @Override
                    public ObjectNode from(ObjectNode current, List<String> warnings) {
                        return bound(current.deepCopy(), binding, time);
                    }

                    @Override
                    public boolean pinned(ObjectNode candidate, ObjectNode current) {
                        return !metadata.resourceVersion().isEmpty();
                    }
                },
                null);
        return new WriteResult(201, Answers.success(201, Json.object()), bound.revision(), bodyWarnings);
    }

    private static ObjectNode bound(ObjectNode pod, ObjectNode binding, String time) {
        Metadata metadata = Metadata.of(pod);
        String name = metadata.name();
        if (metadata.isBeingDeleted()) {
            throw refused(name, "pod " + name + " is being deleted, cannot be assigned to a host");
        }
        ObjectNode spec = Trees.child(pod, "spec");
        String node = Trees.text(spec, "nodeName");
        if (!node.isEmpty()) {
            throw refused(name, "pod " + name + " is already assigned to node \"" + node + "\"");
        }
        if (!Trees.objects(spec, "schedulingGates").isEmpty()) {
            throw refused(name, "pod " + name + " has non-empty .spec.schedulingGates");
        }
        spec.put("nodeName", Trees.text(binding, "target", "name"));
        Metadata from = Metadata.of(binding);
        if (!from.annotations().isEmpty()) {
            ObjectNode annotations = Trees.child(metadata.node(), "annotations");
            from.annotations().forEach(annotations::put);
        }
        if (!from.labels().isEmpty()) {
            ObjectNode labels = Trees.child(metadata.node(), "labels");
            from.labels().forEach(labels::put);
        }
        ObjectNode status = Trees.child(pod, "status");
        status.remove("nominatedNodeName");
        PodConditions.set(status, "PodScheduled", "True", "", "", time);
        metadata.set("resourceVersion", from.resourceVersion());
        if (!from.uid().isEmpty()) {
            metadata.set("uid", from.uid());
        }
        return pod;
    }

    private static void checkTarget(ObjectNode binding) {
        List<FieldError> errors = new ArrayList<>();
        String kind = Trees.text(binding, "target", "kind");
        if (!kind.isEmpty() && !kind.equals("Node")) {
            errors.add(new FieldError(
                    FieldError.Type.NOT_SUPPORTED,
                    "target.kind",
                    "\"" + kind + "\"",
                    "supported values: \"Node\", \"<empty>\""));
        }
        if (Trees.text(binding, "target", "name").isEmpty()) {
            errors.add(FieldError.required("target.name", ""));
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid("", "Binding", Metadata.of(binding).name(), errors);
        }
    }

    private static ApiException refused(String pod, String why) {
        return ApiException.conflict("", "pods/binding", pod, why);
    }
}
