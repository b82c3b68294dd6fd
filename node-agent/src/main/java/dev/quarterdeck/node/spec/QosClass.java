package dev.quarterdeck.node.spec;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;

/** Quality of service: who gives way first when a node runs out of something. */
public enum QosClass {
    GUARANTEED("Guaranteed", ""),
    BURSTABLE("Burstable", "burstable"),
    BESTEFFORT("BestEffort", "besteffort");

    private final String wireName;
    private final String cgroup;

    QosClass(String wireName, String cgroup) {
        this.wireName = wireName;
        this.cgroup = cgroup;
    }

    /** As in a pod's {@code status.qosClass}. */
    public String wireName() {
        return wireName;
    }

    /** The group between the root of all pods and the pod's own; empty for none. */
    public String cgroup() {
        return cgroup;
    }

    public static QosClass of(Pod pod) {
        List<Container> containers = new ArrayList<>(pod.getSpec().getContainers());
        containers.addAll(pod.getSpec().getInitContainers());
        boolean any = false;
        boolean guaranteed = true;
        for (Container container : containers) {
            for (String resource : Resources.counted()) {
                Quantity limit = Resources.limit(container.getResources(), resource);
                Quantity request = Resources.request(container.getResources(), resource);
                boolean limited = limit != null && limit.getNumericalAmount().signum() > 0;
                boolean requested =
                        request != null && request.getNumericalAmount().signum() > 0;
                any |= limited || requested;
                guaranteed &= limited
                        && limit != null
                        && (request == null || request.getNumericalAmount().compareTo(limit.getNumericalAmount()) == 0);
            }
        }
        if (!any) {
            return BESTEFFORT;
        }
        return guaranteed ? GUARANTEED : BURSTABLE;
    }
}
