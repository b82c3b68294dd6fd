package dev.quarterdeck.chaos.run;

import dev.quarterdeck.chaos.check.Checker;
import dev.quarterdeck.chaos.check.HistoryEntry;
import dev.quarterdeck.chaos.cluster.ChaosCluster;
import dev.quarterdeck.chaos.fault.Fault;
import dev.quarterdeck.chaos.fault.FaultGenerator;
import dev.quarterdeck.chaos.fault.Nemesis;
import dev.quarterdeck.chaos.load.ApiClient;
import dev.quarterdeck.chaos.load.ApiClient.Answer;
import dev.quarterdeck.chaos.load.Ledger;
import dev.quarterdeck.chaos.load.Load;
import dev.quarterdeck.chaos.load.Objects;
import dev.quarterdeck.chaos.load.ResumingWatch;
import dev.quarterdeck.kube.object.Json;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds, one after the other. In a round clients work on a namespace of its own while one fault after the other is done; after each fault the time to recovery is
 * measured; at the end everything that clients were told is held against history.
 */
public final class ChaosRun {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosRun.class);
    /** What is promised. */
    public static final Duration RECOVERY = Duration.ofSeconds(5);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(15);
    private static final Duration SILENCE = Duration.ofSeconds(4);
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ChaosSettings settings;
    private final ChaosCluster cluster;
    private final FaultGenerator generator;
    private final Nemesis nemesis;
    private final ChaosReport report = new ChaosReport();
    private final long began = System.nanoTime();
    /** In this round. */
    private boolean topicsWereLost;

    /** @param cluster serves; it stays the caller's */
    public ChaosRun(ChaosSettings settings, ChaosCluster cluster) {
        this.settings = settings;
        this.cluster = cluster;
        this.nemesis = new Nemesis(cluster);
        this.generator = new FaultGenerator(
                settings.seed(),
                new FaultGenerator.Roster(
                        cluster.stateServices(), cluster.gateways(), cluster.brokers(), ChaosCluster.canSetClocks()));
    }

    /** Ends with the duration, or with the round that showed a violation. */
    public ChaosReport run() {
        LOG.info("{}", settings);
        Duration duration = settings.duration();
        try (RecoveryProbe probe = new RecoveryProbe(cluster)) {
            int round = 0;
            do {
                round("round-" + ++round, probe);
                report.took(Duration.ofNanos(System.nanoTime() - began));
                LOG.info("after round {}: {}", round, report);
            } while (report.violations().isEmpty()
                    && duration != null
                    && System.nanoTime() - began < duration.toNanos());
        }
        return report;
    }

    private void round(String namespace, RecoveryProbe probe) {
        topicsWereLost = false;
        Ledger ledger = new Ledger();
        long after = makeNamespace(namespace);
        Map<String, ResumingWatch> watches = watch(namespace, after);
        Load load = new Load(
                new Load.Settings(settings.clients(), settings.rate(), settings.keys()),
                namespace,
                settings.seed(),
                this::clients,
                ledger);
        try {
            int faults = settings.faults() > 0 ? settings.faults() : generator.kinds();
            for (int i = 0; i < faults; i++) {
                pause(BETWEEN_NANOS);
                suffer(generator.next(), probe, ledger);
            }
            pause(BETWEEN_NANOS);
        } finally {
            load.stop();
        }
        try {
            check(namespace, ledger, watches);
        } catch (SQLException e) {
            throw new IllegalStateException("history can't be read", e);
        } finally {
            watches.values().forEach(ResumingWatch::close);
        }
    }

    private void suffer(Fault fault, RecoveryProbe probe, Ledger ledger) {
        LOG.info("BEGIN {} ({})", fault, ledger);
        report.fault(fault.kind());
        topicsWereLost |= fault instanceof Fault.KafkaDataLoss;
        nemesis.begin(fault);
        pause(fault.hold().toNanos());
        nemesis.end(fault);
        long end = System.nanoTime();
        LOG.info("END {}", fault);
        recovers(fault.kind(), fault, probe.measure(end, nemesis.deadGateway(fault), LIMIT));
        if (nemesis.needsRepair(fault)) {
            nemesis.repair(fault);
            LOG.info("REPAIRED {}", fault);
            recovers("(repair) " + fault.kind(), fault, probe.measure(System.nanoTime(), "", LIMIT));
        } else {
            cluster.postgres().awaitSynchronous();
        }
    }

    private void recovers(String kind, Fault fault, Map<String, Long> millis) {
        long most = millis.values().stream().mapToLong(Long::longValue).max().orElse(0);
        LOG.info("RECOVERED {} ms: {} {}", most, kind, millis);
        report.recovery(kind, most);
        if (most > RECOVERY.toMillis()) {
            report.violation("recovery from " + fault + " took " + millis + " ms");
        }
    }

    private long makeNamespace(String namespace) {
        List<ApiClient> clients = clients();
        try {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() - deadline < 0) {
                Answer made = clients.getFirst().post("/api/v1/namespaces", Objects.namespace(namespace));
                Answer list = clients.getFirst().get(Objects.path(namespace));
                if ((made.isSuccess() || made.code() == 409) && list.isSuccess()) {
                    return Objects.revision(Json.read(list.body()));
                }
                pause(BETWEEN_NANOS);
            }
            throw new IllegalStateException("no namespace " + namespace);
        } finally {
            clients.forEach(ApiClient::close);
        }
    }

    /** Begun at every gateway: one of the namespace, one of all namespaces. */
    private Map<String, ResumingWatch> watch(String namespace, long after) {
        Map<String, ResumingWatch> watches = new LinkedHashMap<>();
        for (int i = 0; i < cluster.gateways().size(); i++) {
            for (String path : List.of(Objects.path(namespace), "/api/v1/configmaps")) {
                List<ApiClient> gateways = clients();
                Collections.rotate(gateways, -i);
                watches.put(
                        path + " from " + gateways.getFirst().name(),
                        new ResumingWatch(gateways, path, namespace, after, SILENCE));
            }
        }
        return watches;
    }

    private List<ApiClient> clients() {
        List<ApiClient> clients = new ArrayList<>();
        for (String gateway : cluster.gateways()) {
            clients.add(new ApiClient(gateway, cluster.url(gateway), cluster.admin(), REQUEST_LIMIT));
        }
        return clients;
    }

    private void check(String namespace, Ledger ledger, Map<String, ResumingWatch> watches) throws SQLException {
        List<HistoryEntry> history = StoredHistory.ofPostgres(cluster, namespace);
        while (true) {
            awaitWatches(watches, history.isEmpty() ? 0 : history.getLast().revision());
            List<HistoryEntry> later = StoredHistory.ofPostgres(cluster, namespace);
            if (later.size() == history.size()) {
                break;
            }
            history = later;
        }
        Map<String, List<HistoryEntry>> seen = new LinkedHashMap<>();
        watches.forEach((name, watch) -> {
            seen.put(name, watch.seen());
            String failure = watch.failure();
            if (failure != null) {
                report.violation(name + ": " + failure);
            }
        });
        ledger.surprises().forEach(report::violation);
        Checker.violations(
                        history,
                        new Checker.Observed(
                                ledger.operations(), seen, StoredHistory.ofTopic(cluster, namespace), topicsWereLost))
                .forEach(report::violation);
        report.round(ledger.writesAcknowledged(), ledger.writesUnknown(), ledger.readsAnswered(), history.size());
        int connections =
                watches.values().stream().mapToInt(ResumingWatch::connections).sum();
        LOG.info(
                "{}: {}; {} changes, {} watches, {} connections",
                namespace,
                ledger,
                history.size(),
                watches.size(),
                connections);
    }

    private void awaitWatches(Map<String, ResumingWatch> watches, long revision) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        for (Map.Entry<String, ResumingWatch> watch : watches.entrySet()) {
            while (watch.getValue().position() < revision) {
                if (System.nanoTime() - deadline > 0) {
                    report.violation("the watch " + watch.getKey() + " does not reach " + revision + ", is at "
                            + watch.getValue().position());
                    break;
                }
                pause(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static void pause(long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(deadline - System.nanoTime());
        }
    }
}
