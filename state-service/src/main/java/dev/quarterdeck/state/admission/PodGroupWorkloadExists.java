package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import tools.jackson.databind.JsonNode;

/** A new PodGroup that says of which Workload's template it was made: both must be there. Only where GenericWorkload is on. */
public final class PodGroupWorkloadExists implements AdmissionPlugin {
    private static final StoredResource WORKLOADS = new StoredResource("scheduling.k8s.io", "workloads");

    private final ClusterReader reader;

    public PodGroupWorkloadExists(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isCreate() && request.isFor("scheduling.k8s.io", "podgroups");
    }

    @Override
    public void validate(AdmissionRequest request) {
        JsonNode reference =
                request.object().path("spec").path("podGroupTemplateRef").path("workload");
        if (!reference.isObject()) {
            return;
        }
        String name = reference.path("workloadName").asString("");
        String template = reference.path("podGroupTemplateName").asString("");
        ClusterReader.Seen workload = reader.get(WORKLOADS, new ObjectKey(request.namespace(), name));
        if (workload == null) {
            throw request.forbidden("PodGroup rejected: Workload \"" + name + "\" not found");
        }
        if (workload.tree().path("metadata").hasNonNull("deletionTimestamp")) {
            throw request.forbidden("PodGroup rejected: Workload \"" + name + "\" is being deleted");
        }
        if (workload.tree().path("spec").path("podGroupTemplates").valueStream().noneMatch(each -> each.path("name")
                .asString("")
                .equals(template))) {
            throw request.forbidden(
                    "PodGroup rejected: PodGroupTemplate \"" + template + "\" not found in Workload \"" + name + "\"");
        }
    }
}
