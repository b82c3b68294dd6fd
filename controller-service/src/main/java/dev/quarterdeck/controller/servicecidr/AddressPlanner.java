package dev.quarterdeck.controller.servicecidr;

import dev.quarterdeck.controller.pod.Pods;
import dev.quarterdeck.kube.format.IpAddresses;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.IPAddress;
import io.fabric8.kubernetes.api.model.networking.v1.ParentReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether the addresses of services and their IPAddress objects still say the same, which they do unless somebody has edited one behind the other's
 * back (KEP-1880). Pure.
 *
 * <pre>
 * address of a service   its IPAddress                                 → what
 * not an address           –                                             warn
 * in no range              –                                             warn
 * in a range               none                                          make it
 * in a range               of something that is no service               make it anew
 * in a range               of a service that is not there                make it anew
 * in a range               of another service that has it too            warn: both have it
 * in a range               its own, labels wrong                         make it anew
 * in a range               its own                                       nothing
 *
 * managed IPAddress      the service it names                          → what
 * of no service            –                                             delete
 * of a service             not there                                     delete a minute after it was made
 * of a service             there, has the address                        nothing
 * of a service             there, of type ExternalName                   delete a minute after it was made
 * of a service             there, other addresses                        delete five seconds after it was made
 * </pre>
 */
final class AddressPlanner {
    static final String FAMILY = "ipaddress.kubernetes.io/ip-family";
    static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
    static final String ALLOCATOR = "ipallocator.k8s.io";
    private static final Duration LEAKED = Duration.ofSeconds(60);
    private static final Duration FRESH = Duration.ofSeconds(5);

    private AddressPlanner() {}

    /** What to do about one address of a service, and what to say of it. */
    sealed interface Repair {
        record Nothing() implements Repair {}

        record Warn(String reason, String message) implements Repair {}

        /** @param reason empty to do it silently */
        record Make(String reason, String message) implements Repair {}
    }

    /** What to do about an IPAddress. */
    sealed interface Cleaning {
        record Nothing() implements Cleaning {}

        record Wait(Duration time) implements Cleaning {}

        record Delete(String reason, String message) implements Cleaning {}
    }

    /** In canonical form, as their IPAddress objects are named. */
    static List<String> addresses(Service service) {
        if (service.getSpec() == null || "ExternalName".equals(service.getSpec().getType())) {
            return List.of();
        }
        List<String> all = service.getSpec().getClusterIPs();
        return all == null
                ? List.of()
                : all.stream()
                        .filter(a -> !a.isEmpty() && !a.equals("None"))
                        .map(IpAddresses::canonical)
                        .toList();
    }

    static String family(String address) {
        return address.contains(":") ? "IPv6" : "IPv4";
    }

    /** @param named the service that the IPAddress names */
    static Repair repair(
            Service service,
            String address,
            Collection<CidrBlock> ranges,
            Optional<IPAddress> held,
            Optional<Service> named) {
        String family = "[" + family(address) + "]: " + address;
        if (!CidrBlock.isAddress(address)) {
            return new Repair.Warn(
                    "ClusterIPNotValid", "Cluster IP " + address + " is not a valid IP; please recreate Service");
        }
        if (ranges.stream().noneMatch(range -> range.contains(address))) {
            return new Repair.Warn(
                    "ClusterIPOutOfRange",
                    "Cluster IP " + family + " is not within any configured Service CIDR; please recreate service");
        }
        if (held.isEmpty()) {
            return new Repair.Make("ClusterIPNotAllocated", "Cluster IP " + family + " is not allocated; repairing");
        }
        boolean own = isOf(held.get(), service);
        if (!isOfService(held.get()) || !own && named.isEmpty()) {
            return new Repair.Make(
                    "ClusterIPNotAllocated",
                    "the ClusterIP " + family + " for Service "
                            + service.getMetadata().getNamespace() + "/"
                            + service.getMetadata().getName() + " has a wrong reference; repairing");
        }
        if (!own && addresses(named.get()).contains(address)) {
            return new Repair.Warn(
                    "ClusterIPAlreadyAllocated",
                    "Cluster IP " + family + " was assigned to multiple services; please recreate service");
        }
        return own && !hasLabels(held.get()) ? new Repair.Make("", "") : new Repair.Nothing();
    }

    /** @param named the service that it names */
    static Cleaning clean(IPAddress address, Optional<Service> named, Instant now) {
        if (!isManaged(address)) {
            return new Cleaning.Nothing();
        }
        String name = address.getMetadata().getName();
        if (!isOfService(address)) {
            return new Cleaning.Delete(
                    "IPAddressNotAllocated",
                    "IPAddress " + name + " appears to have been modified, not referencing a Service: cleaning up");
        }
        Instant made = Pods.time(address.getMetadata().getCreationTimestamp());
        ParentReference ref = address.getSpec().getParentRef();
        String service = ref.getNamespace() + "/" + ref.getName();
        if (named.isEmpty()) {
            return after(
                    made.plus(LEAKED),
                    now,
                    "IPAddressNotAllocated",
                    "IPAddress: " + name + " for Service " + service + " appears to have leaked: cleaning up");
        }
        if (addresses(named.get()).contains(name)) {
            return new Cleaning.Nothing();
        }
        Duration grace = "ExternalName".equals(named.get().getSpec().getType()) ? LEAKED : FRESH;
        return after(
                made.plus(grace),
                now,
                "IPAddressWrongReference",
                "IPAddress: " + name + " for Service " + service + " has a wrong reference; cleaning up");
    }

    private static Cleaning after(Instant time, Instant now, String reason, String message) {
        return now.isBefore(time)
                ? new Cleaning.Wait(Duration.between(now, time))
                : new Cleaning.Delete(reason, message);
    }

    static boolean isOfService(IPAddress address) {
        ParentReference ref =
                address.getSpec() == null ? null : address.getSpec().getParentRef();
        return ref != null
                && "services".equals(ref.getResource())
                && (ref.getGroup() == null || ref.getGroup().isEmpty());
    }

    private static boolean isOf(IPAddress address, Service service) {
        return isOfService(address)
                && service.getMetadata()
                        .getName()
                        .equals(address.getSpec().getParentRef().getName())
                && service.getMetadata()
                        .getNamespace()
                        .equals(address.getSpec().getParentRef().getNamespace());
    }

    private static boolean isManaged(IPAddress address) {
        Map<String, String> labels = address.getMetadata().getLabels();
        return labels != null && ALLOCATOR.equals(labels.get(MANAGED_BY));
    }

    private static boolean hasLabels(IPAddress address) {
        return isManaged(address)
                && family(address.getMetadata().getName())
                        .equals(address.getMetadata().getLabels().get(FAMILY));
    }
}
