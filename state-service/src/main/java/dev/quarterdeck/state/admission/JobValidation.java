package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parallelism of a Job whose pods are a gang stays as it is: the gang's size does. Only where GenericWorkload is on. */
public final class JobValidation implements AdmissionPlugin {
    private static final StoredResource GROUPS = new StoredResource("scheduling.k8s.io", "podgroups");

    private final ClusterReader reader;

    public JobValidation(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isUpdate() && request.isFor("batch", "jobs");
    }

    @Override
    public void validate(AdmissionRequest request) {
        ObjectNode old = request.old();
        if (Objects.equals(parallelism(request.object()), parallelism(old))) {
            return;
        }
        JsonNode named = old.path("spec")
                .path("template")
                .path("spec")
                .path("schedulingGroup")
                .path("podGroupName");
        ClusterReader.@Nullable Seen group = named.isString()
                ? reader.get(GROUPS, new ObjectKey(request.namespace(), named.stringValue()))
                : owned(request.namespace(), Metadata.of(old).uid());
        if (group != null && isGang(group)) {
            throw request.forbidden("cannot change parallelism for a Job referencing gang-scheduled PodGroup \""
                    + group.row().key().name() + "\"");
        }
    }

    private static JsonNode parallelism(ObjectNode job) {
        return job.path("spec").path("parallelism");
    }

    private ClusterReader.@Nullable Seen owned(String namespace, String job) {
        return reader.list(GROUPS, namespace).stream()
                .filter(group -> group.tree()
                        .path("metadata")
                        .path("ownerReferences")
                        .valueStream()
                        .anyMatch(owner -> owner.path("controller").asBoolean(false)
                                && owner.path("uid").asString("").equals(job)))
                .filter(JobValidation::isGang)
                .findFirst()
                .orElse(null);
    }

    private static boolean isGang(ClusterReader.Seen group) {
        return group.tree().path("spec").path("schedulingPolicy").path("gang").isObject();
    }
}
