package dev.quarterdeck.node.status;

import dev.quarterdeck.node.spec.ContainerKind;
import dev.quarterdeck.node.spec.PodContainer;
import dev.quarterdeck.node.spec.PodFacts;
import dev.quarterdeck.node.spec.QosClass;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Works out a pod's whole status. Pure: the same input gives the same status, and what is already final stays. */
public final class PodStatusAssembler {

    private PodStatusAssembler() {}

    public static PodStatus assemble(StatusInput in) {
        Pod pod = in.pod();
        ContainerStatuses containers = new ContainerStatuses(in);
        List<PodContainer> initSpecs = PodContainer.init(pod);
        Set<String> sidecars = initSpecs.stream()
                .filter(container -> container.kind() == ContainerKind.SIDECAR)
                .map(PodContainer::name)
                .collect(Collectors.toSet());
        List<ContainerStatus> init = containers.of(initSpecs);
        List<ContainerStatus> main = containers.of(PodContainer.main(pod));

        PodStatus status = new PodStatus();
        status.setObservedGeneration(PodFacts.generation(pod));
        String phase = phase(in, init, main, sidecars);
        status.setPhase(phase);
        if (in.verdict() != null) {
            status.setReason(in.verdict().reason());
            status.setMessage(in.verdict().message());
        } else if (PodFacts.finished(pod) && pod.getStatus() != null) {
            status.setReason(pod.getStatus().getReason());
            status.setMessage(pod.getStatus().getMessage());
        }
        status.setInitContainerStatuses(init);
        status.setContainerStatuses(main);
        status.setEphemeralContainerStatuses(containers.of(PodContainer.ephemeral(pod)));
        status.setConditions(PodConditions.of(in, phase, init, main, sidecars));
        status.setQosClass(
                pod.getStatus() != null && pod.getStatus().getQosClass() != null
                        ? pod.getStatus().getQosClass()
                        : QosClass.of(pod).wireName());
        status.setStartTime(
                pod.getStatus() != null && pod.getStatus().getStartTime() != null
                        ? pod.getStatus().getStartTime()
                        : ContainerStatuses.time(in.now()));
        addresses(in, status);
        return status;
    }

    private static String phase(
            StatusInput in, List<ContainerStatus> init, List<ContainerStatus> main, Set<String> sidecars) {
        if (PodFacts.finished(in.pod())) {
            return in.pod().getStatus().getPhase();
        }
        if (in.verdict() != null && in.stopped()) {
            return PodPhase.FAILED;
        }
        String phase = PodPhase.of(in.pod(), init, main, sidecars, in.stopped());
        boolean early = !in.stopped() && (phase.equals(PodPhase.SUCCEEDED) || phase.equals(PodPhase.FAILED));
        return early ? PodPhase.RUNNING : phase;
    }

    /** Addresses stay in the status of a pod that has ended. */
    private static void addresses(StatusInput in, PodStatus status) {
        if (!in.hostIps().isEmpty()) {
            status.setHostIP(in.hostIps().getFirst());
            status.setHostIPs(in.hostIps().stream().map(HostIP::new).toList());
        }
        if (!in.podIps().isEmpty()) {
            status.setPodIP(in.podIps().getFirst());
            status.setPodIPs(in.podIps().stream().map(PodIP::new).toList());
        } else if (in.pod().getStatus() != null && in.pod().getStatus().getPodIP() != null) {
            status.setPodIP(in.pod().getStatus().getPodIP());
            status.setPodIPs(in.pod().getStatus().getPodIPs());
        }
    }
}
