package dev.quarterdeck.node.network;

import dev.quarterdeck.node.cri.v1.DNSConfig;
import dev.quarterdeck.node.spec.PodFacts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The {@code resolv.conf} of a pod: that of the host, of the cluster, or what the pod says. Pure.
 *
 * @param servers name servers
 * @param searches search path
 * @param options {@code ndots:5}
 */
public record Resolver(List<String> servers, List<String> searches, List<String> options) {
    private static final int MOST_SERVERS = 3;
    private static final int MOST_SEARCHES = 32;

    public static final Resolver EMPTY = new Resolver(List.of(), List.of(), List.of());

    /** Reads a resolv.conf. */
    public static Resolver parse(String text) {
        List<String> servers = new ArrayList<>();
        List<String> searches = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] words = line.strip().split("\\s+");
            List<String> values = List.of(words).subList(1, words.length);
            switch (words[0]) {
                case "nameserver" -> servers.addAll(values.subList(0, Math.min(1, values.size())));
                case "search", "domain" -> {
                    searches.clear();
                    searches.addAll(values);
                }
                case "options" -> options.addAll(values);
                default -> {}
            }
        }
        return new Resolver(List.copyOf(servers), List.copyOf(searches), List.copyOf(options));
    }

    /**
     * @param host the host's own resolver
     * @param clusterDns the cluster's name servers; without any, ClusterFirst falls back to the host's
     */
    public static Resolver of(Pod pod, Resolver host, List<String> clusterDns, String clusterDomain) {
        String policy = pod.getSpec().getDnsPolicy() == null
                ? "ClusterFirst"
                : pod.getSpec().getDnsPolicy();
        boolean cluster = policy.equals("ClusterFirstWithHostNet")
                || (policy.equals("ClusterFirst") && !PodFacts.hostNetwork(pod));
        Resolver base;
        if (policy.equals("None")) {
            base = EMPTY;
        } else if (cluster && !clusterDns.isEmpty()) {
            String namespace = pod.getMetadata().getNamespace();
            List<String> searches = new ArrayList<>(
                    List.of(namespace + ".svc." + clusterDomain, "svc." + clusterDomain, clusterDomain));
            searches.addAll(host.searches());
            base = new Resolver(clusterDns, searches, List.of("ndots:5"));
        } else {
            base = host;
        }
        return base.with(pod.getSpec().getDnsConfig());
    }

    private Resolver with(@org.jspecify.annotations.Nullable PodDNSConfig config) {
        if (config == null) {
            return limited();
        }
        LinkedHashSet<String> allServers = new LinkedHashSet<>(servers);
        allServers.addAll(config.getNameservers());
        LinkedHashSet<String> allSearches = new LinkedHashSet<>(searches);
        allSearches.addAll(config.getSearches());
        Map<String, String> allOptions = new LinkedHashMap<>();
        for (String option : options) {
            int colon = option.indexOf(':');
            allOptions.put(colon < 0 ? option : option.substring(0, colon), option);
        }
        for (PodDNSConfigOption option : config.getOptions()) {
            String value = option.getValue();
            allOptions.put(
                    option.getName(),
                    value == null || value.isEmpty() ? option.getName() : option.getName() + ":" + value);
        }
        return new Resolver(List.copyOf(allServers), List.copyOf(allSearches), List.copyOf(allOptions.values()))
                .limited();
    }

    private Resolver limited() {
        return new Resolver(
                servers.stream().distinct().limit(MOST_SERVERS).toList(),
                searches.stream().distinct().limit(MOST_SEARCHES).toList(),
                options);
    }

    public DNSConfig toCri() {
        return DNSConfig.newBuilder()
                .addAllServers(servers)
                .addAllSearches(searches)
                .addAllOptions(options)
                .build();
    }
}
