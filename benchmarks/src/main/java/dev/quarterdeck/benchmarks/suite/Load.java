package dev.quarterdeck.benchmarks.suite;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of the load generator: workloads of the same sizes, in a namespace of their own. A size of 0 is the workload's default.
 *
 * @param id names its files
 * @param workloads in order
 * @param n operations of each
 * @param c clients at once
 * @param once 0 where it takes part in every round; else only in this one, counted again from the first where there are fewer
 * @param servers labels of the servers that it is for; empty: all
 * @param curve whether its results are one curve over time and no rows of the table
 * @param limitSeconds of one workload; a request of it may take as long, as clients that wait for ever let it
 */
public record Load(
        String id,
        List<String> workloads,
        int n,
        int c,
        int objects,
        int bytes,
        int watchers,
        @JsonProperty("watch-list") boolean watchList,
        int once,
        List<String> servers,
        boolean curve,
        @JsonProperty("limit-seconds") int limitSeconds) {
    private static final int STANDARD_LIMIT = 90;

    public Load {
        workloads = workloads == null ? List.of() : List.copyOf(workloads);
        servers = servers == null ? List.of() : List.copyOf(servers);
        if (id == null || id.isBlank() || workloads.isEmpty()) {
            throw new IllegalArgumentException("a load has an id and workloads, not " + id + " " + workloads);
        }
        limitSeconds = limitSeconds == 0 ? STANDARD_LIMIT : limitSeconds;
    }

    /** Whether it is to be done in this round, counted from 1, of so many, on this server. */
    public boolean concerns(int round, int rounds, String server) {
        return (once == 0 || round == (once - 1) % rounds + 1) && (servers.isEmpty() || servers.contains(server));
    }

    /** Flags of the load generator. */
    public List<String> flags() {
        List<String> flags = new ArrayList<>(List.of("--workload", String.join(",", workloads)));
        flag(flags, "--n", n);
        flag(flags, "--c", c);
        flag(flags, "--objects", objects);
        flag(flags, "--bytes", bytes);
        flag(flags, "--watchers", watchers);
        if (watchList) {
            flags.add("--watchlist");
        }
        flags.addAll(List.of("--timeout", limitSeconds + "s", "--request-timeout", limitSeconds + "s"));
        return flags;
    }

    private static void flag(List<String> flags, String name, int value) {
        if (value > 0) {
            flags.addAll(List.of(name, Integer.toString(value)));
        }
    }

    /** An upper bound of the whole run: preparing and removing take no longer than the workloads may. */
    public java.time.Duration limit() {
        return java.time.Duration.ofSeconds(60 + (long) limitSeconds * (workloads.size() + 2));
    }
}
