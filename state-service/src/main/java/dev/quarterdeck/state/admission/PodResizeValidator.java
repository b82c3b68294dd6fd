package dev.quarterdeck.state.admission;

import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.quantity.Quantity;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.kind.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A pod on a node is not resized to more than the node could ever give it, and not on nodes that can't resize (KEP-1287). */
public final class PodResizeValidator implements AdmissionPlugin {
    private final ClusterReader reader;

    public PodResizeValidator(ClusterReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.isUpdate() && request.isFor("", "pods", "resize");
    }

    @Override
    public void validate(AdmissionRequest request) {
        ObjectNode pod = request.object();
        String nodeName = Trees.text(pod, "spec", "nodeName");
        if (nodeName.isEmpty() || Objects.equals(pod.get("spec"), request.old().get("spec"))) {
            return;
        }
        Seen node = reader.get(NodeDeclaredFeatureValidator.NODES, new ObjectKey("", nodeName));
        if (node == null) {
            throw request.forbidden("node \"" + nodeName + "\" not found");
        }
        String os = Metadata.of(node.tree()).labels().getOrDefault("kubernetes.io/os", "linux");
        if (!os.equals("linux")) {
            throw refused(
                    request,
                    "UnsupportedPlatform",
                    "pod resize is only supported on linux nodes, node \"" + nodeName + "\" is \"" + os + "\"");
        }
        List<String> tooMuch = new ArrayList<>(0);
        ObjectNode allocatable = Trees.objectAt(node.tree(), "status", "allocatable");
        Quantity cpu = wanted(pod, "cpu");
        Quantity freeCpu = amount(allocatable, "cpu");
        if (cpu.compareTo(freeCpu) > 0) {
            tooMuch.add("cpu, requested: " + cpu.milliValue() + ", allocatable: " + freeCpu.milliValue());
        }
        Quantity memory = wanted(pod, "memory");
        Quantity freeMemory = amount(allocatable, "memory");
        if (memory.compareTo(freeMemory) > 0) {
            tooMuch.add("memory, requested: " + memory.value() + ", allocatable: " + freeMemory.value());
        }
        if (!tooMuch.isEmpty()) {
            throw refused(
                    request,
                    "NodeCapacity",
                    "node didn't have enough allocatable resources: " + String.join("; ", tooMuch));
        }
    }

    private static Quantity wanted(ObjectNode pod, String resource) {
        Map<String, Quantity> requests = PodTotals.of(pod, "requests");
        return requests.getOrDefault(resource, Quantity.ZERO)
                .plus(amount(Trees.objectAt(pod, "spec", "overhead"), resource));
    }

    private static Quantity amount(@Nullable ObjectNode list, String resource) {
        String text = list == null ? "" : list.path(resource).asString("");
        return Quantity.isValid(text) ? Quantity.parse(text) : Quantity.ZERO;
    }

    private static ApiException refused(AdmissionRequest request, String cause, String why) {
        ApiException plain = request.forbidden(why);
        ApiException.Details details = plain.details();
        return new ApiException(
                plain.reason(),
                plain.getMessage(),
                new ApiException.Details(
                        details.name(),
                        details.group(),
                        details.kind(),
                        null,
                        List.of(new ApiException.Cause(cause, "", "")),
                        0));
    }
}
