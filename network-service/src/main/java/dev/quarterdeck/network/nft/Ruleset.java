package dev.quarterdeck.network.nft;

import dev.quarterdeck.network.service.Frontend;
import dev.quarterdeck.network.service.Frontend.Backend;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the table must hold: map elements and chains, as text, so that two of them can be compared. A packet is looked up once by address, protocol and
 * port, whatever the number of Services; a chain picks its backend from an anonymous map, so there is no rule per endpoint.
 *
 * @param chains rules by chain name
 * @param elements elements by the name of their map or set
 */
record Ruleset(SortedMap<String, List<String>> chains, SortedMap<String, SortedSet<String>> elements) {
    static final String CLUSTER = "cluster-ips";
    static final String EXTERNAL = "external-ips";
    static final String NODE_PORTS = "node-ports";
    static final String REFUSED = "refused";
    static final String REFUSED_NODE_PORTS = "refused-node-ports";
    static final String HAIRPINS = "hairpins";

    static Ruleset of(Collection<Frontend> frontends, NetworkAddresses addresses) {
        SortedMap<String, List<String>> chains = new TreeMap<>();
        SortedMap<String, SortedSet<String>> elements = new TreeMap<>();
        for (String name : List.of(CLUSTER, EXTERNAL, NODE_PORTS, REFUSED, REFUSED_NODE_PORTS, HAIRPINS)) {
            elements.put(name, new TreeSet<>());
        }
        for (Frontend frontend : frontends) {
            if (frontend.protocol() != Frontend.Protocol.SCTP) {
                add(frontend, addresses, chains, elements);
            }
        }
        return new Ruleset(chains, elements);
    }

    private static void add(
            Frontend f,
            NetworkAddresses addresses,
            Map<String, List<String>> chains,
            Map<String, SortedSet<String>> elements) {
        String name = chainName(f.id());
        String where = " . " + f.protocol().nftName() + " . ";
        SortedSet<String> refused = of(elements, REFUSED);
        Set<String> internal = new TreeSet<>(f.clusterIps());
        internal.remove(addresses.clusterDns());
        if (f.internal().isEmpty()) {
            internal.forEach(ip -> refused.add(ip + where + f.port()));
        } else {
            internal.forEach(ip -> of(elements, CLUSTER).add(ip + where + f.port() + " : goto " + name));
            chains.put(
                    name,
                    List.of(
                            "ip saddr != " + addresses.podCidr() + " meta mark set mark or 0x4000",
                            pick(f.internal(), f)));
            f.internal().forEach(b -> of(elements, HAIRPINS).add(b.address() + " . " + b.address()));
        }
        if (f.externalIps().isEmpty() && f.nodePort() == 0) {
            return;
        }
        String outside = name + "-ext";
        boolean none = f.external().isEmpty();
        if (!none) {
            chains.put(outside, external(f, addresses));
            f.external().forEach(b -> of(elements, HAIRPINS).add(b.address() + " . " + b.address()));
        }
        for (String ip : f.externalIps()) {
            if (none) {
                refused.add(ip + where + f.port());
            } else {
                of(elements, EXTERNAL).add(ip + where + f.port() + " : goto " + outside);
            }
        }
        if (f.nodePort() != 0) {
            String port = f.protocol().nftName() + " . " + f.nodePort();
            if (none) {
                of(elements, REFUSED_NODE_PORTS).add(port);
            } else {
                of(elements, NODE_PORTS).add(port + " : goto " + outside);
            }
        }
    }

    private static SortedSet<String> of(Map<String, SortedSet<String>> elements, String name) {
        return java.util.Objects.requireNonNull(elements.get(name));
    }

    /** Traffic from outside must come back through this host unless only local endpoints answer; pods and hosts of the cluster use every endpoint. */
    private static List<String> external(Frontend f, NetworkAddresses addresses) {
        List<String> rules = new java.util.ArrayList<>();
        if (!f.sourceRanges().isEmpty()) {
            rules.add("ip saddr != { " + String.join(", ", f.sourceRanges()) + " } drop");
        }
        if (f.keepsSource()) {
            rules.add("ip saddr " + addresses.podCidr() + " meta mark set mark or 0x4000");
        } else {
            rules.add("meta mark set mark or 0x4000");
        }
        rules.add(pick(f.external(), f));
        return rules;
    }

    private static String pick(List<Backend> backends, Frontend f) {
        String chooser = f.affinitySeconds() > 0 ? "jhash ip saddr mod " : "numgen random mod ";
        StringBuilder rule = new StringBuilder("meta l4proto ")
                .append(f.protocol().nftName())
                .append(" dnat ip to ");
        if (backends.size() == 1) {
            Backend only = backends.getFirst();
            return rule.append(only.address()).append(':').append(only.port()).toString();
        }
        rule.append(chooser).append(backends.size()).append(" map { ");
        for (int i = 0; i < backends.size(); i++) {
            Backend backend = backends.get(i);
            rule.append(i == 0 ? "" : ", ")
                    .append(i)
                    .append(" : ")
                    .append(backend.address())
                    .append(" . ")
                    .append(backend.port());
        }
        return rule.append(" }").toString();
    }

    /** nftables names are short; the id is kept recognisable and made unique by its hash. */
    static String chainName(String id) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            String readable = id.replaceAll("[^a-zA-Z0-9]", "-");
            return "svc-" + readable.substring(0, Math.min(40, readable.length())) + "-"
                    + HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
