package dev.quarterdeck.state.allocation;

import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.core.ServiceClaims;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives a service the cluster IP and node ports that it needs and did not ask for. What it writes into the service is a proposal: the claims that go with
 * the commit decide, so two services never get the same value, whichever replicas write them. Thread-safe; blocks where the store must be asked.
 */
public final class ServiceAllocator {
    private final ObjectStore store;
    private final Ipv4Range addresses;
    private final Supplier<List<Ipv4Range>> more;
    private final AllocationSettings settings;
    private final Draw drawAddress;
    private final Draw drawPort;

    public ServiceAllocator(ObjectStore store, AllocationSettings settings) {
        this(store, settings, List::of);
    }

    /** @param more further ranges of addresses, asked for where the configured one is full or does not have what a client asks for */
    public ServiceAllocator(ObjectStore store, AllocationSettings settings, Supplier<List<Ipv4Range>> more) {
        this.store = store;
        this.more = more;
        this.settings = settings;
        this.addresses = Ipv4Range.parse(settings.serviceCidr());
        this.drawAddress = new Draw(store, ServiceClaims.CLUSTER_IP, addresses.size(), 256, addresses::at);
        this.drawPort = new Draw(
                store,
                ServiceClaims.NODE_PORT,
                settings.nodePortMax() - settings.nodePortMin() + 1,
                128,
                i -> Integer.toString(settings.nodePortMin() + i));
    }

    /**
     * Fills in what is missing, and refuses what lies outside of the ranges.
     *
     * @param old the service as stored; null for a new one
     * @param attempt how often the request has been decided already
     * @return the claims that were drawn here
     */
    public Set<Mutation.Claim> allocate(
            ObjectNode service, @Nullable ObjectNode old, int attempt, RandomGenerator random) {
        Set<Mutation.Claim> held = old == null ? Set.of() : ServiceClaims.of(old);
        Set<Mutation.Claim> drawn = new HashSet<>(2);
        ObjectNode spec = Trees.child(service, "spec");
        allocateAddress(service, spec, held, drawn, attempt, random);
        allocatePorts(service, spec, held, drawn, attempt, random);
        return drawn;
    }

    private void allocateAddress(
            ObjectNode service,
            ObjectNode spec,
            Set<Mutation.Claim> held,
            Set<Mutation.Claim> drawn,
            int attempt,
            RandomGenerator random) {
        if (Trees.text(spec, "type").equals("ExternalName")) {
            return;
        }
        String asked = Trees.text(spec, "clusterIP");
        if (asked.equals("None")) {
            return;
        }
        if (asked.isEmpty()) {
            String address = drawAddress.pick(attempt, Set.of(), random);
            if (address.isEmpty()) {
                address = drawElsewhere(random);
            }
            if (address.isEmpty()) {
                throw ApiException.internal("failed to allocate a serviceIP: range is full");
            }
            spec.put("clusterIP", address);
            spec.putArray("clusterIPs").add(address);
            drawn.add(new Mutation.Claim(ServiceClaims.CLUSTER_IP, address));
        } else if (!held.contains(new Mutation.Claim(ServiceClaims.CLUSTER_IP, asked))
                && Ipv4Range.address(asked).isPresent()
                && !addresses.contains(asked)
                && more.get().stream().noneMatch(range -> range.contains(asked))) {
            throw refusedAddress(
                    service,
                    asked,
                    addresses.spans(asked)
                            ? "the provided IP (" + asked + ") is not in the valid range. The range of valid IPs is "
                                    + addresses
                            : "the provided network does not match the current range");
        }
    }

    /** The configured range is full. */
    private String drawElsewhere(RandomGenerator random) {
        for (Ipv4Range range : more.get()) {
            String address = new Draw(store, ServiceClaims.CLUSTER_IP, range.size(), 256, range::at)
                    .pick(Integer.MAX_VALUE, Set.of(), random);
            if (!address.isEmpty()) {
                return address;
            }
        }
        return "";
    }

    private void allocatePorts(
            ObjectNode service,
            ObjectNode spec,
            Set<Mutation.Claim> held,
            Set<Mutation.Claim> drawn,
            int attempt,
            RandomGenerator random) {
        if (!ServiceClaims.needsNodePorts(spec)) {
            return;
        }
        Set<String> avoid = new HashSet<>();
        Map<Long, Long> byPort = new HashMap<>();
        List<ObjectNode> ports = Trees.objects(spec, "ports");
        for (int i = 0; i < ports.size(); i++) {
            Long asked = Trees.number(ports.get(i), "nodePort");
            if (asked != null && asked != 0) {
                checkPort(service, "spec.ports[" + i + "].nodePort", asked, held);
                avoid.add(Long.toString(asked));
                Long port = Trees.number(ports.get(i), "port");
                if (port != null) {
                    byPort.put(port, asked);
                }
            }
        }
        for (ObjectNode port : ports) {
            Long asked = Trees.number(port, "nodePort");
            Long number = Trees.number(port, "port");
            if (asked != null && asked != 0 || number == null || !ServiceClaims.allocatesNodePorts(spec)) {
                continue;
            }
            Long shared = sharedPort(ports, port, number, byPort);
            if (shared == null) {
                shared = drawPort(avoid, drawn, attempt, random);
                byPort.put(number, shared);
            }
            port.put("nodePort", shared.intValue());
        }
        if (ServiceClaims.needsHealthCheckPort(spec)) {
            Long asked = Trees.number(spec, "healthCheckNodePort");
            if (asked != null && asked != 0) {
                checkPort(service, "spec.healthCheckNodePort", asked, held);
            } else {
                spec.put("healthCheckNodePort", (int) drawPort(avoid, drawn, attempt, random));
            }
        }
    }

    /** A port served over two protocols has one node port. */
    private static @Nullable Long sharedPort(
            List<ObjectNode> ports, ObjectNode port, Long number, Map<Long, Long> byPort) {
        Long candidate = byPort.get(number);
        if (candidate == null) {
            return null;
        }
        String protocol = Trees.text(port, "protocol");
        for (ObjectNode other : ports) {
            if (other != port
                    && candidate.equals(Trees.number(other, "nodePort"))
                    && Trees.text(other, "protocol").equals(protocol)) {
                return null;
            }
        }
        return candidate;
    }

    private long drawPort(Set<String> avoid, Set<Mutation.Claim> drawn, int attempt, RandomGenerator random) {
        String port = drawPort.pick(attempt, avoid, random);
        if (port.isEmpty()) {
            throw ApiException.internal("failed to allocate a nodePort: range is full");
        }
        avoid.add(port);
        drawn.add(new Mutation.Claim(ServiceClaims.NODE_PORT, port));
        return Long.parseLong(port);
    }

    private void checkPort(ObjectNode service, String field, long port, Set<Mutation.Claim> held) {
        if ((port < settings.nodePortMin() || port > settings.nodePortMax())
                && !held.contains(new Mutation.Claim(ServiceClaims.NODE_PORT, Long.toString(port)))) {
            throw invalid(
                    service,
                    FieldError.invalid(
                            field,
                            Long.toString(port),
                            "provided port is not in the valid range. The range of valid ports is "
                                    + settings.nodePortMin() + "-" + settings.nodePortMax()));
        }
    }

    /** A claim that is held by another service: 422 where the client asked for the value, nothing where chance did. */
    public static void refuseUnlessDrawn(ObjectNode service, Mutation.Claim claim, Set<Mutation.Claim> drawn) {
        if (drawn.contains(claim)) {
            return;
        }
        if (claim.scope().equals(ServiceClaims.CLUSTER_IP)) {
            throw refusedAddress(service, claim.value(), "provided IP is already allocated");
        }
        String field = "spec.healthCheckNodePort";
        List<ObjectNode> ports = Trees.objects(service, "spec", "ports");
        for (int i = 0; i < ports.size(); i++) {
            Long port = Trees.number(ports.get(i), "nodePort");
            if (port != null && port.toString().equals(claim.value())) {
                field = "spec.ports[" + i + "].nodePort";
                break;
            }
        }
        throw invalid(service, FieldError.invalid(field, claim.value(), "provided port is already allocated"));
    }

    private static ApiException refusedAddress(ObjectNode service, String address, String why) {
        return invalid(
                service,
                FieldError.invalid(
                        "spec.clusterIPs",
                        "[\"" + String.join("\",\"", Trees.texts(service, "spec", "clusterIPs")) + "\"]",
                        "failed to allocate IP " + address + ": " + why));
    }

    private static ApiException invalid(ObjectNode service, FieldError error) {
        return ApiException.invalid("", "Service", Metadata.of(service).name(), List.of(error));
    }
}
