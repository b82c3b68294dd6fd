package dev.quarterdeck.launcher.data;

import dev.quarterdeck.kube.format.IpAddresses;
import dev.quarterdeck.state.allocation.AddressRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of addresses of a cluster: of IPv4, of IPv6, or one of each with a comma between, the primary family first.
 *
 * @param serviceCidr of services
 * @param podCidr of pods; empty for ranges that fit the families of services and the number of nodes
 */
public record ClusterNetwork(String serviceCidr, String podCidr) {
    public static final ClusterNetwork DEFAULT = new ClusterNetwork("10.96.0.0/16", "");

    private static final String PODS_V4 = "10.244.0.0/16";
    private static final String MANY_PODS_V4 = "10.128.0.0/9";
    private static final String PODS_V6 = "fd00:10:244::/48";
    private static final List<String> HOSTS = List.of("10.89.0.0/24", "fd00:89::/64");

    /** Nodes beyond which pods have the wider range. */
    private static final int ROOMY = 200;

    private static final int NODE_PREFIX_V4 = 24;
    private static final int NODE_PREFIX_V6 = 64;
    private static final int WIDEST = 24;

    /** The tenth address is that of cluster DNS. */
    private static final int DNS = 9;

    public ClusterNetwork {
        Objects.requireNonNull(serviceCidr, "serviceCidr");
        Objects.requireNonNull(podCidr, "podCidr");
    }

    /** A second range that comes to a cluster, and what was there before stays. */
    private static boolean grows(List<String> before, List<String> now) {
        return now.equals(before)
                || before.size() == 1 && now.size() == 2 && now.getFirst().equals(before.getFirst());
    }

    /**
     * What somebody asks for with flags, held against what the cluster has.
     *
     * @param services null to leave it
     * @param pods null to leave it
     * @throws LauncherException one line that says which flag is wrong
     */
    public static ClusterNetwork choose(
            @Nullable ClusterSettings stored,
            @Nullable String services,
            @Nullable String pods,
            int nodes,
            ClusterSettings.Runtime runtime) {
        ClusterNetwork before = stored == null ? DEFAULT : stored.network();
        ClusterNetwork now = new ClusterNetwork(
                services == null ? before.serviceCidr : services(services),
                pods == null ? before.podCidr : String.join(",", pods(pods)));
        if (stored != null) {
            if (!grows(split(before.serviceCidr), split(now.serviceCidr))) {
                throw refused("--service-cidr", before.serviceCidr);
            }
            List<String> had = before.podRanges(stored.nodes());
            if (pods != null && !grows(had, split(now.podCidr))) {
                throw refused("--pod-cidr", String.join(",", had));
            }
        }
        now.check(nodes, runtime);
        return now;
    }

    private static LauncherException refused(String flag, String before) {
        return new LauncherException(flag + " of a cluster that is there cannot change, but for a second range of the"
                + " other family: it has " + before + ". Nothing was changed");
    }

    private static String services(String cidrs) {
        try {
            List<AddressRange> ranges = AddressRange.parseAll(cidrs);
            for (AddressRange range : ranges) {
                if (range.size() <= DNS) {
                    throw new LauncherException(
                            "--service-cidr: " + range + " is too small: cluster DNS has the tenth address");
                }
            }
            return String.join(",", ranges.stream().map(AddressRange::toString).toList());
        } catch (IllegalArgumentException e) {
            throw new LauncherException("--service-cidr: " + e.getMessage());
        }
    }

    private static List<String> pods(String cidrs) {
        List<String> ranges = new ArrayList<>(2);
        for (String each : cidrs.split(",", -1)) {
            String cidr = each.strip();
            for (String problem : IpAddresses.canonicalRangeProblems(cidr)) {
                throw new LauncherException("--pod-cidr: " + (cidr.isEmpty() ? cidrs : cidr) + " " + problem);
            }
            int prefix = IpAddresses.prefix(cidr);
            int longest = IpAddresses.isV6(cidr) ? NODE_PREFIX_V6 : NODE_PREFIX_V4;
            int shortest = Math.max(8, longest - WIDEST);
            if (prefix < shortest || prefix > longest) {
                throw new LauncherException("--pod-cidr: " + cidr + " must have a prefix of " + shortest + " to "
                        + longest + " bits: each node has a range of /" + longest);
            }
            ranges.add(cidr);
        }
        if (ranges.size() > 2
                || ranges.size() == 2 && IpAddresses.isV6(ranges.get(0)) == IpAddresses.isV6(ranges.get(1))) {
            throw new LauncherException("--pod-cidr: at most one range of IPv4 and one of IPv6, not " + cidrs);
        }
        return ranges;
    }

    private void check(int nodes, ClusterSettings.Runtime runtime) {
        List<String> pods = podRanges(nodes);
        for (String range : split(serviceCidr)) {
            if (pods.stream().noneMatch(pod -> IpAddresses.isV6(pod) == IpAddresses.isV6(range))) {
                throw new LauncherException("--service-cidr has a range of " + family(range)
                        + " and --pod-cidr has none: no service would ever have an endpoint there");
            }
        }
        List<String> all = new ArrayList<>(split(serviceCidr));
        all.addAll(pods);
        all.addAll(HOSTS);
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                if (overlap(all.get(i), all.get(j))) {
                    throw new LauncherException("the ranges " + all.get(i) + " and " + all.get(j)
                            + " overlap: those of services, pods and hosts (" + String.join(", ", HOSTS)
                            + ") must be apart; see --service-cidr and --pod-cidr");
                }
            }
        }
        for (String range : pods) {
            int room = 1 << (nodePrefix(range) - IpAddresses.prefix(range));
            if (room < nodes) {
                throw new LauncherException(
                        "--pod-cidr: " + range + " has ranges for " + room + " nodes, not for " + nodes);
            }
        }
        if (runtime == ClusterSettings.Runtime.CONTAINERD
                && all.subList(0, all.size() - HOSTS.size()).stream().anyMatch(IpAddresses::isV6)) {
            throw new LauncherException("hosts with containers have IPv4 alone: IPv6 ranges need --runtime simulated");
        }
    }

    private static int nodePrefix(String range) {
        return IpAddresses.isV6(range) ? NODE_PREFIX_V6 : NODE_PREFIX_V4;
    }

    private static boolean overlap(String a, String b) {
        return IpAddresses.isV6(a) == IpAddresses.isV6(b) && (IpAddresses.contains(a, b) || IpAddresses.contains(b, a));
    }

    private static String family(String address) {
        return IpAddresses.isV6(address) ? "IPv6" : "IPv4";
    }

    private static List<String> split(String cidrs) {
        return List.of(cidrs.split(","));
    }

    /** Of pods, wide enough for a range of each node. */
    public List<String> podRanges(int nodes) {
        return podCidr.isEmpty()
                ? split(serviceCidr).stream()
                        .map(range -> IpAddresses.isV6(range) ? PODS_V6 : nodes <= ROOMY ? PODS_V4 : MANY_PODS_V4)
                        .toList()
                : split(podCidr);
    }

    /** Families of pods and their nodes, the primary one first. */
    public List<String> podFamilies() {
        return podRanges(1).stream().map(ClusterNetwork::family).toList();
    }

    /** Of the service {@code default/kubernetes}. */
    public String apiAddress() {
        return primary().at(0);
    }

    /** Of the service {@code kube-system/kube-dns}. */
    public String dnsAddress() {
        return primary().at(DNS);
    }

    private AddressRange primary() {
        return AddressRange.parseAll(serviceCidr).getFirst();
    }
}
