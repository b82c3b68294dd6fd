package dev.quarterdeck.network.dns;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.reconcile.informer.Informer;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Records made on demand from Services and EndpointSlices. Forms of names: {@code SVC.NS.svc}, {@code ENDPOINT.SVC.NS.svc}, {@code _PORT._PROTO.SVC.NS.svc},
 * {@code A-B-C-D.NS.pod}, with dashes for the colons of IPv6 too.
 */
public final class InformerRecords implements ClusterRecords {
    /** Index of slices by namespace/service. */
    public static final String BY_SERVICE = "dns-service";
    /** Index of Services by cluster IP. */
    public static final String BY_CLUSTER_IP = "dns-cluster-ip";
    /** Index of slices by endpoint address. */
    public static final String BY_ENDPOINT = "dns-endpoint";

    private static final Pattern DASHED = Pattern.compile("\\d{1,3}(-\\d{1,3}){3}");

    private final Informer<Service> services;
    private final Informer<EndpointSlice> slices;
    private final String domain;

    /** Adds its indexes: called before the informers start. */
    public InformerRecords(Informer<Service> services, Informer<EndpointSlice> slices, String domain) {
        this.services = services.index(BY_CLUSTER_IP, s -> clusterIps(s));
        this.slices = slices.index(BY_SERVICE, s -> List.of(serviceOf(s)))
                .index(BY_ENDPOINT, s -> s.getEndpoints().stream()
                        .flatMap(e -> e.getAddresses().stream())
                        .collect(Collectors.toSet()));
        this.domain = domain;
    }

    private static String serviceOf(EndpointSlice slice) {
        var labels = slice.getMetadata().getLabels();
        String name = labels == null ? null : labels.get("kubernetes.io/service-name");
        return slice.getMetadata().getNamespace() + "/" + (name == null ? "" : name);
    }

    private static Collection<String> clusterIps(Service service) {
        if (isHeadless(service)
                || service.getSpec() == null
                || service.getSpec().getClusterIP() == null) {
            return List.of();
        }
        Set<String> addresses = new LinkedHashSet<>();
        addresses.add(IpAddresses.canonical(service.getSpec().getClusterIP()));
        service.getSpec().getClusterIPs().forEach(address -> addresses.add(IpAddresses.canonical(address)));
        return addresses;
    }

    private static boolean isHeadless(Service service) {
        return service.getSpec() != null && "None".equals(service.getSpec().getClusterIP());
    }

    private static boolean isExternalName(Service service) {
        return service.getSpec() != null
                && "ExternalName".equals(service.getSpec().getType());
    }

    /** A name below {@code NS.svc}, taken apart from the right; null where it is none. */
    private record SvcName(List<String> rest, String service, String namespace) {
        static Optional<SvcName> parse(String name) {
            List<String> labels = List.of(name.split("\\."));
            int n = labels.size();
            if (n < 3 || !labels.get(n - 1).equals("svc")) {
                return Optional.empty();
            }
            return Optional.of(new SvcName(labels.subList(0, n - 3), labels.get(n - 3), labels.get(n - 2)));
        }
    }

    @Override
    public List<String> addresses(String name) {
        if (name.endsWith(".pod")) {
            return podAddress(name);
        }
        return SvcName.parse(name).map(this::addresses).orElse(List.of());
    }

    private List<String> addresses(SvcName name) {
        Optional<Service> service = services.get(name.namespace(), name.service());
        if (service.isEmpty() || isExternalName(service.get())) {
            return List.of();
        }
        if (name.rest().isEmpty()) {
            return isHeadless(service.get())
                    ? endpoints(name).stream()
                            .map(e -> e.getAddresses().getFirst())
                            .distinct()
                            .toList()
                    : List.copyOf(clusterIps(service.get()));
        }
        if (name.rest().size() != 1 || !isHeadless(service.get())) {
            return List.of();
        }
        return endpoints(name).stream()
                .filter(e -> endpointName(e).equals(name.rest().getFirst()))
                .map(e -> e.getAddresses().getFirst())
                .distinct()
                .toList();
    }

    /** Endpoints that DNS shows: the ready ones; EndpointSlice marks all as ready where publishNotReadyAddresses is set. */
    private List<Endpoint> endpoints(SvcName name) {
        List<Endpoint> result = new ArrayList<>();
        for (EndpointSlice slice : slicesOf(name)) {
            for (Endpoint endpoint : slice.getEndpoints()) {
                if (isReady(endpoint)) {
                    result.add(endpoint);
                }
            }
        }
        return result;
    }

    private List<EndpointSlice> slicesOf(SvcName name) {
        return slices.byIndex(BY_SERVICE, name.namespace() + "/" + name.service()).stream()
                .filter(s -> !"FQDN".equals(s.getAddressType()))
                .toList();
    }

    private static boolean isReady(Endpoint endpoint) {
        return !endpoint.getAddresses().isEmpty()
                && (endpoint.getConditions() == null
                        || !Boolean.FALSE.equals(endpoint.getConditions().getReady()));
    }

    private static String endpointName(Endpoint endpoint) {
        return endpoint.getHostname() != null && !endpoint.getHostname().isEmpty()
                ? endpoint.getHostname().toLowerCase(Locale.ROOT)
                : endpoint.getAddresses().getFirst().replace('.', '-').replace(':', '-');
    }

    private List<String> podAddress(String name) {
        String[] labels = name.split("\\.");
        if (labels.length != 3) {
            return List.of();
        }
        String address = labels[0].replace('-', DASHED.matcher(labels[0]).matches() ? '.' : ':');
        return IpAddresses.isAddress(address) ? List.of(IpAddresses.canonical(address)) : List.of();
    }

    @Override
    public List<ClusterRecords.Target> services(String name) {
        Optional<SvcName> parsed = SvcName.parse(name);
        if (parsed.isEmpty()) {
            return List.of();
        }
        SvcName svc = parsed.get();
        Optional<Service> service = services.get(svc.namespace(), svc.service());
        boolean named = svc.rest().size() == 2
                && svc.rest().get(0).startsWith("_")
                && svc.rest().get(1).startsWith("_");
        if (service.isEmpty()
                || isExternalName(service.get())
                || !(named || svc.rest().isEmpty())) {
            return List.of();
        }
        String port = named ? svc.rest().get(0).substring(1) : "";
        String protocol = named ? svc.rest().get(1).substring(1) : "";
        String base = svc.service() + "." + svc.namespace() + ".svc";
        return isHeadless(service.get())
                ? headless(svc, base, port, protocol)
                : clusterIp(service.get(), base, port, protocol);
    }

    private static List<ClusterRecords.Target> clusterIp(Service service, String base, String port, String protocol) {
        List<ClusterRecords.Target> result = new ArrayList<>();
        for (ServicePort candidate : service.getSpec().getPorts()) {
            if (matches(candidate.getName(), candidate.getProtocol(), port, protocol)) {
                for (String ip : clusterIps(service)) {
                    result.add(new ClusterRecords.Target(candidate.getPort(), base, ip));
                }
            }
        }
        return result;
    }

    private List<ClusterRecords.Target> headless(SvcName svc, String base, String port, String protocol) {
        List<ClusterRecords.Target> result = new ArrayList<>();
        for (EndpointSlice slice : slicesOf(svc)) {
            for (EndpointPort candidate : slice.getPorts()) {
                if (candidate.getPort() == null
                        || !matches(candidate.getName(), candidate.getProtocol(), port, protocol)) {
                    continue;
                }
                for (Endpoint endpoint : slice.getEndpoints()) {
                    if (isReady(endpoint)) {
                        result.add(new ClusterRecords.Target(
                                candidate.getPort(),
                                endpointName(endpoint) + "." + base,
                                endpoint.getAddresses().getFirst()));
                    }
                }
            }
        }
        return result;
    }

    private static boolean matches(String name, String protocol, String wantedName, String wantedProtocol) {
        if (wantedName.isEmpty()) {
            return true;
        }
        return wantedName.equals(name) && wantedProtocol.equalsIgnoreCase(protocol == null ? "TCP" : protocol);
    }

    @Override
    public String alias(String name) {
        return SvcName.parse(name)
                .filter(n -> n.rest().isEmpty())
                .flatMap(n -> services.get(n.namespace(), n.service()))
                .filter(InformerRecords::isExternalName)
                .map(s -> s.getSpec().getExternalName())
                .orElse("");
    }

    @Override
    public List<String> names(String address) {
        List<String> names = new ArrayList<>();
        for (Service service : services.byIndex(BY_CLUSTER_IP, address)) {
            names.add(service.getMetadata().getName() + "."
                    + service.getMetadata().getNamespace() + ".svc." + domain);
        }
        for (EndpointSlice slice : slices.byIndex(BY_ENDPOINT, address)) {
            String[] key = serviceOf(slice).split("/");
            boolean headless = key.length == 2
                    && services.get(key[0], key[1])
                            .filter(InformerRecords::isHeadless)
                            .isPresent();
            for (Endpoint endpoint : slice.getEndpoints()) {
                if (headless && endpoint.getAddresses().contains(address)) {
                    names.add(endpointName(endpoint) + "." + key[1] + "." + key[0] + ".svc." + domain);
                }
            }
        }
        return names.stream().distinct().toList();
    }

    @Override
    public boolean exists(String name) {
        if (!addresses(name).isEmpty()
                || !alias(name).isEmpty()
                || !services(name).isEmpty()) {
            return true;
        }
        return SvcName.parse(name)
                .filter(n -> n.rest().isEmpty())
                .flatMap(n -> services.get(n.namespace(), n.service()))
                .isPresent();
    }
}
