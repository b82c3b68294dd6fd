package dev.quarterdeck.controller.service;

import dev.quarterdeck.controller.owner.Selectors;
import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.queue.WorkQueue;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which pods stand behind a Service, and on which ports. */
public final class ServicePods {
    /** Changes of pods come in bursts; a Service waits this long, so that one write answers many of them. */
    private static final Duration BATCH = Duration.ofMillis(50);

    private ServicePods() {}

    /** Endpoints of a Service without selector are its owner's own; ExternalName has none. */
    public static boolean isManaged(Service service) {
        Map<String, String> selector = service.getSpec().getSelector();
        return selector != null
                && !selector.isEmpty()
                && !"ExternalName".equals(service.getSpec().getType());
    }

    public static boolean isHeadless(Service service) {
        return "None".equals(service.getSpec().getClusterIP());
    }

    public static boolean publishesNotReady(Service service) {
        return Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
    }

    /** Families of addresses, {@code IPv4} or {@code IPv6}, the primary first. */
    public static List<String> families(Service service) {
        List<String> families = service.getSpec().getIpFamilies();
        return families == null || families.isEmpty() ? List.of("IPv4") : families;
    }

    public static boolean selects(Service service, Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return isManaged(service)
                && Selectors.matchesAll(service.getSpec().getSelector(), labels == null ? Map.of() : labels);
    }

    /** The pod's address of this family; empty where it has none, or its containers have ended. */
    public static Optional<String> address(Pod pod, String family) {
        if (Pods.isTerminal(pod) || pod.getStatus() == null) {
            return Optional.empty();
        }
        Stream<String> all = pod.getStatus().getPodIPs().isEmpty()
                ? Stream.ofNullable(pod.getStatus().getPodIP())
                : pod.getStatus().getPodIPs().stream().map(PodIP::getIp);
        return all.filter(ip -> ip.contains(":") == family.equals("IPv6")).findFirst();
    }

    /** The name under which a headless Service publishes the pod; empty for none. */
    public static Optional<String> hostname(Pod pod, Service service) {
        boolean published = service.getMetadata().getName().equals(pod.getSpec().getSubdomain());
        return published
                ? Optional.ofNullable(pod.getSpec().getHostname()).filter(h -> !h.isEmpty())
                : Optional.empty();
    }

    /** The number of the pod's port that a port of the Service leads to; empty where the pod has no port of that name. */
    public static OptionalInt targetPort(ServicePort port, Pod pod) {
        IntOrString target = port.getTargetPort();
        if (target == null) {
            return OptionalInt.of(port.getPort());
        }
        if (target.getIntVal() != null) {
            return OptionalInt.of(target.getIntVal() == 0 ? port.getPort() : target.getIntVal());
        }
        Stream<Container> sidecars =
                pod.getSpec().getInitContainers().stream().filter(c -> "Always".equals(c.getRestartPolicy()));
        return Stream.concat(pod.getSpec().getContainers().stream(), sidecars)
                .flatMap(c -> c.getPorts().stream())
                .filter(p -> Objects.equals(target.getStrVal(), p.getName()))
                .filter(p -> protocol(p.getProtocol()).equals(protocol(port.getProtocol())))
                .mapToInt(ContainerPort::getContainerPort)
                .findFirst();
    }

    public static String protocol(@Nullable String protocol) {
        return protocol == null ? "TCP" : protocol;
    }

    /** Wakes the Services that the pod stood or stands behind, where it changed in a way that endpoints show. */
    public static void wake(
            WorkQueue<ObjectKey> queue, Informer<Service> services, @Nullable Pod before, @Nullable Pod after) {
        if (before != null && after != null && shows(before).equals(shows(after))) {
            return;
        }
        String namespace = ControllerContext.either(before, after).getMetadata().getNamespace();
        Collection<Service> candidates = services.list(namespace);
        for (Service service : candidates) {
            if ((before != null && selects(service, before)) || (after != null && selects(service, after))) {
                queue.addAfter(ControllerContext.key(service), BATCH);
            }
        }
    }

    private static List<Object> shows(Pod pod) {
        return List.of(
                String.valueOf(pod.getMetadata().getLabels()),
                pod.getStatus() == null ? List.of() : pod.getStatus().getPodIPs(),
                pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPodIP()),
                Pods.isReady(pod),
                Pods.isTerminal(pod),
                pod.isMarkedForDeletion(),
                Pods.nodeName(pod),
                String.valueOf(pod.getSpec().getHostname()));
    }
}
