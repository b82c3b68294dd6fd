package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Claims to devices that others use too, for their administration, are for namespaces that are labelled so (KEP-5018). */
public final class DeviceAdminAccess implements AdmissionPlugin {
    private static final StoredResource NAMESPACES = new StoredResource("", "namespaces");
    private static final String LABEL = "resource.kubernetes.io/admin-access";
    private static final String GROUP = "resource.k8s.io";

    private final ClusterReader reader;

    public DeviceAdminAccess(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.type().gvr().group().equals(GROUP)
                && (request.isCreate()
                                && (request.isFor(GROUP, "resourceclaims")
                                        || request.isFor(GROUP, "resourceclaimtemplates"))
                        || request.isUpdate() && request.isFor(GROUP, "resourceclaims", "status"));
    }

    @Override
    public void validate(AdmissionRequest request) {
        String field = request.isCreate() ? ofSpec(request) : ofStatus(request);
        if (field.isEmpty()) {
            return;
        }
        Seen namespace = reader.get(NAMESPACES, new ObjectKey("", request.namespace()));
        boolean allowed = namespace != null
                && "true".equals(Metadata.of(namespace.tree()).labels().get(LABEL));
        if (!allowed) {
            throw ApiException.invalid(
                    GROUP,
                    request.type().gvk().kind(),
                    request.name(),
                    List.of(FieldError.forbidden(
                            field,
                            "admin access to devices requires the `" + LABEL
                                    + ": true` label on the containing namespace")));
        }
    }

    /** The first request for it; empty where there is none. The field is named as in a claim for templates too, as the reference does. */
    private static String ofSpec(AdmissionRequest request) {
        ObjectNode claim = request.object();
        List<ObjectNode> requests = request.isFor(GROUP, "resourceclaims")
                ? Trees.objects(claim, "spec", "devices", "requests")
                : Trees.objects(claim, "spec", "spec", "devices", "requests");
        for (int i = 0; i < requests.size(); i++) {
            if (Trees.isTrue(requests.get(i), "exactly", "adminAccess")) {
                return "spec.devices.requests[" + i + "].adminAccess";
            }
        }
        return "";
    }

    /** What was granted before stays granted. */
    private static String ofStatus(AdmissionRequest request) {
        return first(request.old()) >= 0 || first(request.object()) < 0
                ? ""
                : "status.allocation.devices.results[" + first(request.object()) + "].adminAccess";
    }

    private static int first(ObjectNode claim) {
        List<ObjectNode> results = Trees.objects(claim, "status", "allocation", "devices", "results");
        for (int i = 0; i < results.size(); i++) {
            if (Trees.isTrue(results.get(i), "adminAccess")) {
                return i;
            }
        }
        return -1;
    }
}
