package dev.quarterdeck.network.nft;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Scripts for {@code nft -f}: the whole table, or the way from one ruleset to another. The kernel applies a script as a whole or not at all. */
final class NftScript {
    static final String TABLE = "ip quarterdeck";

    private NftScript() {}

    /** Replaces whatever the table held. */
    static String full(Ruleset rules, NetworkAddresses addresses) {
        StringBuilder s = new StringBuilder();
        s.append("table ").append(TABLE).append("\n");
        s.append("delete table ").append(TABLE).append("\n");
        s.append("table ").append(TABLE).append(" {\n");
        map(s, Ruleset.CLUSTER, "map", "ipv4_addr . inet_proto . inet_service : verdict");
        map(s, Ruleset.EXTERNAL, "map", "ipv4_addr . inet_proto . inet_service : verdict");
        map(s, Ruleset.NODE_PORTS, "map", "inet_proto . inet_service : verdict");
        map(s, Ruleset.REFUSED, "set", "ipv4_addr . inet_proto . inet_service");
        map(s, Ruleset.REFUSED_NODE_PORTS, "set", "inet_proto . inet_service");
        map(s, Ruleset.HAIRPINS, "set", "ipv4_addr . ipv4_addr");
        s.append("""
                  chain services {
                    ip daddr . meta l4proto . th dport vmap @cluster-ips
                    ip daddr . meta l4proto . th dport vmap @external-ips
                    fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @node-ports
                  }
                  chain prerouting {
                    type nat hook prerouting priority dstnat; policy accept;
                    jump services
                  }
                  chain output {
                    type nat hook output priority -100; policy accept;
                    jump services
                  }
                  chain refuse {
                    ip daddr . meta l4proto . th dport @refused reject
                    fib daddr type local meta l4proto . th dport @refused-node-ports reject
                  }
                  chain refuse-input {
                    type filter hook input priority 0; policy accept;
                    ct state new jump refuse
                  }
                  chain refuse-forward {
                    type filter hook forward priority 0; policy accept;
                    ct state new jump refuse
                  }
                  chain refuse-output {
                    type filter hook output priority 0; policy accept;
                    ct state new jump refuse
                  }
                  chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    meta mark and 0x4000 == 0x4000 meta mark set mark and 0xffffbfff masquerade fully-random
                    ip saddr . ip daddr @hairpins masquerade fully-random
                """);
        s.append("    ip saddr ")
                .append(addresses.podCidr())
                .append(" ip daddr != { ")
                .append(String.join(", ", addresses.podCidr(), addresses.serviceCidr(), addresses.hostCidr()))
                .append(", 224.0.0.0/4 } masquerade fully-random\n  }\n}\n");
        rules.chains().forEach((name, lines) -> chain(s, name, lines));
        rules.elements().forEach((name, list) -> elements(s, "add", name, list));
        return s.toString();
    }

    /** Empty where nothing changed. Elements go before the chains they point to, and come after them. */
    static String delta(Ruleset before, Ruleset after) {
        StringBuilder s = new StringBuilder();
        before.elements().forEach((name, list) -> {
            TreeSet<String> gone = new TreeSet<>(list);
            gone.removeAll(after.elements().getOrDefault(name, new TreeSet<>()));
            elements(s, "delete", name, gone);
        });
        after.chains().forEach((name, lines) -> {
            if (!lines.equals(before.chains().get(name))) {
                chain(s, name, lines);
            }
        });
        after.elements().forEach((name, list) -> {
            TreeSet<String> fresh = new TreeSet<>(list);
            fresh.removeAll(before.elements().getOrDefault(name, new TreeSet<>()));
            elements(s, "add", name, fresh);
        });
        before.chains().keySet().forEach(name -> {
            if (!after.chains().containsKey(name)) {
                s.append("flush chain ").append(TABLE).append(' ').append(name).append('\n');
                s.append("delete chain ").append(TABLE).append(' ').append(name).append('\n');
            }
        });
        return s.toString();
    }

    private static void map(StringBuilder s, String name, String what, String type) {
        s.append("  ")
                .append(what)
                .append(' ')
                .append(name)
                .append(" { type ")
                .append(type)
                .append("; }\n");
    }

    private static void chain(StringBuilder s, String name, List<String> lines) {
        s.append("add chain ").append(TABLE).append(' ').append(name).append('\n');
        s.append("flush chain ").append(TABLE).append(' ').append(name).append('\n');
        for (String line : lines) {
            s.append("add rule ")
                    .append(TABLE)
                    .append(' ')
                    .append(name)
                    .append(' ')
                    .append(line)
                    .append('\n');
        }
    }

    private static void elements(StringBuilder s, String verb, String name, SortedSet<String> list) {
        if (list.isEmpty()) {
            return;
        }
        s.append(verb)
                .append(" element ")
                .append(TABLE)
                .append(' ')
                .append(name)
                .append(" { ");
        s.append(String.join(", ", list));
        s.append(" }\n");
    }
}
