package dev.quarterdeck.state.allocation;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.core.ServiceClaims;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives a service the cluster IPs and node ports that it needs and did not ask for, an address of each of its families. What it writes into the service is a
 * proposal: the claims that go with the commit decide, so two services never get the same value, whichever replicas write them, and a service gets all it needs or
 * nothing. Thread-safe; blocks where the store must be asked.
 */
public final class ServiceAllocator {
    private static final int MOST_RESERVED = 256;

    private final ObjectStore store;
    private final List<AddressRange> addresses;
    private final List<Draw> drawAddress;
    private final ServiceFamilies families;
    private final Supplier<List<AddressRange>> more;
    private final AllocationSettings settings;
    private final Draw drawPort;

    public ServiceAllocator(ObjectStore store, AllocationSettings settings) {
        this(store, settings, List::of);
    }

    /** @param more further ranges of addresses, asked for where the configured one is full or does not have what a client asks for */
    public ServiceAllocator(ObjectStore store, AllocationSettings settings, Supplier<List<AddressRange>> more) {
        this.store = store;
        this.more = more;
        this.settings = settings;
        this.addresses = settings.serviceRanges();
        this.drawAddress = addresses.stream().map(this::draw).toList();
        this.families =
                new ServiceFamilies(addresses.stream().map(AddressRange::family).toList());
        this.drawPort = new Draw(
                store,
                ServiceClaims.NODE_PORT,
                settings.nodePortMax() - settings.nodePortMin() + 1L,
                128,
                i -> Long.toString(settings.nodePortMin() + i));
    }

    private Draw draw(AddressRange range) {
        return new Draw(store, ServiceClaims.CLUSTER_IP, range.size(), MOST_RESERVED, range::at);
    }

    /**
     * Fills in what is missing, and refuses what lies outside of the ranges.
     *
     * @param old the service as stored; null for a new one
     * @param attempt how often the request has been decided already
     * @param dryRun whether nothing will be committed; the reference then refuses in other words
     * @return the claims that were drawn here
     */
    public Set<Mutation.Claim> allocate(
            ObjectNode service, @Nullable ObjectNode old, int attempt, boolean dryRun, RandomGenerator random) {
        Set<Mutation.Claim> held = old == null ? Set.of() : ServiceClaims.of(old);
        Set<Mutation.Claim> drawn = new HashSet<>(2);
        ObjectNode spec = Trees.child(service, "spec");
        ObjectNode oldSpec = old == null ? null : Trees.child(old, "spec");
        if (!ServiceFamilies.keepsPreferred(spec, oldSpec)) {
            families.settle(service, spec, oldSpec);
            int from = firstToAllocate(spec, oldSpec);
            if (from >= 0) {
                allocateAddresses(service, spec, from, new Attempt(attempt, dryRun, drawn, random));
            }
        }
        allocatePorts(service, spec, held, drawn, attempt, random);
        return drawn;
    }

    private record Attempt(int number, boolean dryRun, Set<Mutation.Claim> drawn, RandomGenerator random) {}

    /**
     * <pre>
     * before                    now                            → addresses from
     * any                       ExternalName, headless           none
     * none, ExternalName        any other                        the first
     * headless                  any                              none: validation refuses
     * one family                two                              the second
     * anything else             any                              none
     * </pre>
     *
     * @return -1 for none
     */
    private static int firstToAllocate(ObjectNode spec, @Nullable ObjectNode old) {
        if (!ServiceClaims.needsClusterIp(spec)) {
            return -1;
        }
        if (old == null || !ServiceClaims.needsClusterIp(old)) {
            return Trees.text(spec, "clusterIP").equals("None") ? -1 : 0;
        }
        boolean upgraded = !Trees.text(old, "clusterIP").equals("None")
                && Trees.texts(old, "ipFamilies").size() == 1
                && Trees.texts(spec, "ipFamilies").size() == 2;
        return upgraded ? 1 : -1;
    }

    private void allocateAddresses(ObjectNode service, ObjectNode spec, int from, Attempt attempt) {
        List<String> wanted = Trees.texts(spec, "ipFamilies");
        List<String> given = new ArrayList<>(Trees.texts(spec, "clusterIPs"));
        while (given.size() < wanted.size()) {
            given.add("");
        }
        List<String> result = new ArrayList<>(given);
        for (int i = from; i < wanted.size(); i++) {
            int family = addresses.getFirst().family().equals(wanted.get(i)) ? 0 : 1;
            String asked = given.get(i);
            if (asked.isEmpty()) {
                String address = pick(family, attempt);
                attempt.drawn.add(new Mutation.Claim(ServiceClaims.CLUSTER_IP, address));
                result.set(i, address);
            } else {
                refuseOutside(service, given, asked, family, attempt.dryRun);
            }
        }
        spec.put("clusterIP", result.getFirst());
        ArrayNode list = spec.putArray("clusterIPs");
        result.forEach(list::add);
    }

    private String pick(int family, Attempt attempt) {
        String address = drawAddress.get(family).pick(attempt.number, Set.of(), attempt.random);
        if (address.isEmpty()) {
            address = drawElsewhere(addresses.get(family).v6(), attempt.random);
        }
        if (address.isEmpty()) {
            throw ApiException.internal("failed to allocate a serviceIP: range is full");
        }
        return address;
    }

    /** The configured range is full. */
    private String drawElsewhere(boolean v6, RandomGenerator random) {
        for (AddressRange range : more.get()) {
            String address = range.v6() == v6 ? draw(range).pick(Integer.MAX_VALUE, Set.of(), random) : "";
            if (!address.isEmpty()) {
                return address;
            }
        }
        return "";
    }

    private void refuseOutside(ObjectNode service, List<String> given, String asked, int family, boolean dryRun) {
        AddressRange own = addresses.get(family);
        if (!own.contains(asked) && more.get().stream().noneMatch(range -> range.contains(asked))) {
            throw refusedAddress(
                    service,
                    given,
                    asked,
                    dryRun
                            ? "the provided IP (" + IpAddresses.canonical(asked)
                                    + ") is not in the valid range. The range of valid IPs is " + own
                            : "the provided network does not match the current range");
        }
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
            List<String> addresses = Trees.texts(service, "spec", "clusterIPs");
            String asked = claim.value();
            List<String> given = new ArrayList<>(addresses);
            for (int i = 0; i < addresses.size(); i++) {
                String canonical = IpAddresses.canonical(addresses.get(i));
                if (canonical.equals(claim.value())) {
                    asked = addresses.get(i);
                } else if (drawn.contains(new Mutation.Claim(ServiceClaims.CLUSTER_IP, canonical))) {
                    given.set(i, "");
                }
            }
            throw refusedAddress(service, given, asked, "provided IP is already allocated");
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

    private static ApiException refusedAddress(ObjectNode service, List<String> given, String address, String why) {
        return invalid(
                service,
                FieldError.invalid(
                        "spec.clusterIPs",
                        ServiceFamilies.quoted(given),
                        "failed to allocate IP " + address + ": " + why));
    }

    private static ApiException invalid(ObjectNode service, FieldError error) {
        return ApiException.invalid("", "Service", Metadata.of(service).name(), List.of(error));
    }
}
