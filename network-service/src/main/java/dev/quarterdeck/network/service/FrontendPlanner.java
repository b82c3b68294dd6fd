package dev.quarterdeck.network.service;

import dev.quarterdeck.network.service.Frontend.Backend;
import dev.quarterdeck.network.service.Frontend.Protocol;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * From one Service and its endpoint slices to its frontends on one host. Pure. Ready endpoints serve; where there are none, endpoints that still serve
 * while they terminate do (KEP-1669). Frontends are IPv4 alone. Headless Services and ExternalName have no frontends: DNS alone answers for them.
 */
public final class FrontendPlanner {
    private static final String LOCAL = "Local";

    private final String node;

    /** @param node the name of this host, for traffic policies */
    public FrontendPlanner(String node) {
        this.node = node;
    }

    public List<Frontend> plan(Service service, Collection<EndpointSlice> slices) {
        ServiceSpec spec = service.getSpec();
        if (spec == null || "ExternalName".equals(spec.getType())) {
            return List.of();
        }
        Set<String> clusterIps = clusterIps(spec);
        if (clusterIps.isEmpty()) {
            return List.of();
        }
        List<Frontend> frontends = new ArrayList<>();
        for (ServicePort port : spec.getPorts()) {
            frontends.add(frontend(service, spec, port, clusterIps, slices));
        }
        return frontends;
    }

    private Frontend frontend(
            Service service,
            ServiceSpec spec,
            ServicePort port,
            Set<String> clusterIps,
            Collection<EndpointSlice> slices) {
        boolean localOutside = LOCAL.equals(spec.getExternalTrafficPolicy());
        boolean localInside = LOCAL.equals(spec.getInternalTrafficPolicy());
        List<Backend> everywhere = backends(port, slices, e -> true);
        List<Backend> here =
                localInside || localOutside ? backends(port, slices, e -> node.equals(e.getNodeName())) : List.of();
        Protocol protocol = protocol(port.getProtocol());
        return new Frontend(
                service.getMetadata().getNamespace() + "/"
                        + service.getMetadata().getName() + ":" + port.getPort() + "/" + protocol.nftName(),
                protocol,
                port.getPort(),
                clusterIps,
                externalIps(service, spec),
                port.getNodePort() == null ? 0 : port.getNodePort(),
                localInside ? here : everywhere,
                localOutside ? here : everywhere,
                localOutside,
                affinitySeconds(spec),
                spec.getLoadBalancerSourceRanges() == null
                        ? List.of()
                        : List.copyOf(spec.getLoadBalancerSourceRanges()));
    }

    private static Protocol protocol(String name) {
        return name == null ? Protocol.TCP : Protocol.valueOf(name);
    }

    private static Set<String> clusterIps(ServiceSpec spec) {
        Set<String> addresses = new LinkedHashSet<>();
        if (isAddress(spec.getClusterIP())) {
            addresses.add(spec.getClusterIP());
        }
        for (String address : spec.getClusterIPs()) {
            if (isAddress(address)) {
                addresses.add(address);
            }
        }
        addresses.removeIf(a -> a.contains(":"));
        return addresses;
    }

    private static boolean isAddress(String value) {
        return value != null && !value.isEmpty() && !value.equals("None");
    }

    private static Set<String> externalIps(Service service, ServiceSpec spec) {
        Set<String> addresses = new TreeSet<>(spec.getExternalIPs());
        if (service.getStatus() != null && service.getStatus().getLoadBalancer() != null) {
            for (LoadBalancerIngress ingress :
                    service.getStatus().getLoadBalancer().getIngress()) {
                if (ingress.getIp() != null && !"Proxy".equals(ingress.getIpMode())) {
                    addresses.add(ingress.getIp());
                }
            }
        }
        addresses.removeIf(a -> a.contains(":"));
        return addresses;
    }

    private static int affinitySeconds(ServiceSpec spec) {
        if (!"ClientIP".equals(spec.getSessionAffinity())) {
            return 0;
        }
        var config = spec.getSessionAffinityConfig();
        if (config == null
                || config.getClientIP() == null
                || config.getClientIP().getTimeoutSeconds() == null) {
            return 10800;
        }
        return config.getClientIP().getTimeoutSeconds();
    }

    private static List<Backend> backends(
            ServicePort port, Collection<EndpointSlice> slices, Predicate<Endpoint> eligible) {
        Set<Backend> ready = new TreeSet<>();
        Set<Backend> leaving = new TreeSet<>();
        for (EndpointSlice slice : slices) {
            if (!"IPv4".equals(slice.getAddressType())) {
                continue;
            }
            for (EndpointPort target : slice.getPorts()) {
                if (target.getPort() == null || !sameName(port.getName(), target.getName())) {
                    continue;
                }
                for (Endpoint endpoint : slice.getEndpoints()) {
                    if (endpoint.getAddresses().isEmpty() || !eligible.test(endpoint)) {
                        continue;
                    }
                    Backend backend = new Backend(endpoint.getAddresses().getFirst(), target.getPort());
                    if (isReady(endpoint)) {
                        ready.add(backend);
                    } else if (isServingWhileTerminating(endpoint)) {
                        leaving.add(backend);
                    }
                }
            }
        }
        return List.copyOf(ready.isEmpty() ? leaving : ready);
    }

    private static boolean sameName(String a, String b) {
        return Objects.equals(a == null ? "" : a, b == null ? "" : b);
    }

    /** A missing condition counts as ready (discovery/v1 EndpointConditions). */
    private static boolean isReady(Endpoint endpoint) {
        return endpoint.getConditions() == null
                || endpoint.getConditions().getReady() == null
                || endpoint.getConditions().getReady();
    }

    private static boolean isServingWhileTerminating(Endpoint endpoint) {
        var conditions = endpoint.getConditions();
        return conditions != null
                && Boolean.TRUE.equals(conditions.getTerminating())
                && Boolean.TRUE.equals(conditions.getServing());
    }
}
