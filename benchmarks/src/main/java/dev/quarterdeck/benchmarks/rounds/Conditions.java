package dev.quarterdeck.benchmarks.rounds;

import dev.quarterdeck.benchmarks.suite.Load;
import dev.quarterdeck.benchmarks.suite.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Under which conditions figures came about, as sentences for the report. */
final class Conditions {
    private Conditions() {}

    /** @param warmUps what it took to warm each server up, by its label */
    static List<String> of(Suite suite, int rounds, Map<String, String> warmUps) {
        List<String> conditions = new ArrayList<>();
        conditions.add(
                "Suite `" + suite.name() + "`, " + rounds + (rounds == 1 ? " round" : " rounds")
                        + " in turns; each visit starts the server anew with an empty store. Figures are medians of the rounds.");
        if (rounds < 3) {
            conditions.add(
                    "Fewer than three rounds prove little: on such a machine the same server differs by ±20 % and more between two runs.");
        }
        List<String> few = suite.loads().stream()
                .filter(l -> l.once() > 0 && rounds > 1)
                .map(l -> "`" + l.id() + "`")
                .toList();
        if (!few.isEmpty()) {
            conditions.add("Measured in one round only, being long: " + String.join(", ", few) + ".");
        }
        conditions.add(warmUp(suite));
        if (suite.warmUpSeconds() > 0 && !warmUps.isEmpty()) {
            conditions.add("Warming up took, in the first round: "
                    + warmUps.entrySet().stream()
                            .map(e -> e.getKey() + " " + e.getValue())
                            .collect(Collectors.joining("; "))
                    + ".");
        }
        conditions.add("A load begins when the server has come to rest from the one before: less than " + Rest.IDLE
                + " cores in "
                + Rest.WINDOWS + " seconds in a row, or after " + Rest.LIMIT.toSeconds()
                + " s. Objects that go in the background are not work of the load that comes next.");
        conditions.add(
                "All on one machine, client included: " + machine()
                        + ". CPU is that of all processes of the server together, user and system, PostgreSQL, Kafka and etcd included.");
        conditions.add(
                "The same client, TLS and HTTP/2 for all, and the same user: a ServiceAccount bound to `cluster-admin`, with a token of its own, "
                        + "authenticated by signature and authorized by RBAC, and exempt from priority and fairness by a FlowSchema.");
        return conditions;
    }

    private static String warmUp(Suite suite) {
        if (suite.warmUp().isEmpty()) {
            return "Nothing was warmed up.";
        }
        String work = suite.warmUp().stream().map(Conditions::sizes).collect(Collectors.joining("; "));
        return suite.warmUpSeconds() == 0
                ? "Before anything in the tables is measured, every server is warmed up by the same unmeasured work: "
                        + work + "."
                : "Before anything in the tables is measured, every server is warmed up by the same rule: the same unmeasured work again and again, until its CPU per "
                        + "operation falls by less than 5 % from one cycle to the next, twice in a row, for at most "
                        + suite.warmUpSeconds()
                        + " s. A cycle is: " + work + ".";
    }

    private static String sizes(Load load) {
        StringBuilder text = new StringBuilder(String.join(", ", load.workloads()));
        if (load.n() > 0) {
            text.append(" ").append(load.n()).append(load.workloads().size() > 1 ? " each" : "");
        }
        if (load.c() > 0) {
            text.append(" by ").append(load.c()).append(" clients");
        }
        return text.toString();
    }

    private static String machine() {
        int cores = Runtime.getRuntime().availableProcessors();
        String memory = "";
        try {
            long kilobytes = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(l -> l.startsWith("MemTotal:"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
            memory = ", " + Math.round(kilobytes / 1048576.0) + " GiB";
        } catch (IOException e) {
            memory = "";
        }
        return cores + " cores" + memory + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.version").replaceAll("[^0-9.].*", "") + ", Java "
                + Runtime.version().feature();
    }
}
