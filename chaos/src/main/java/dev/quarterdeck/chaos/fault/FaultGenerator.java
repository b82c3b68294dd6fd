package dev.quarterdeck.chaos.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Draws faults from a seed: the same seed and roster give the same faults in the same order. */
public final class FaultGenerator {
    /** Longer than the server lets a silent publisher or a stopped committer live, which is five seconds. */
    private static final int STOP_MILLIS = 6000;

    /** Long enough for who tries again after ever longer pauses to come late. */
    private static final int LONG_OUTAGE_MILLIS = 7000;

    private static final int KINDS = 12;

    private final Random random;
    private final Roster roster;
    private List<Integer> waiting = List.of();

    /**
     * Who there is.
     *
     * @param clocks whether clocks can be set
     */
    public record Roster(List<String> stateServices, List<String> gateways, List<String> brokers, boolean clocks) {}

    public FaultGenerator(long seed, Roster roster) {
        this.random = new Random(seed);
        this.roster = roster;
    }

    /** Each kind once before any of them comes again. */
    public Fault next() {
        if (waiting.isEmpty()) {
            List<Integer> kinds = new ArrayList<>();
            for (int kind = 0; kind < KINDS; kind++) {
                kinds.add(kind);
            }
            Collections.shuffle(kinds, random);
            waiting = kinds;
        }
        int kind = waiting.removeFirst();
        return kind == KINDS - 1 && !roster.clocks() ? next() : of(kind);
    }

    /** How many faults until every kind has come. */
    public int kinds() {
        return roster.clocks() ? KINDS : KINDS - 1;
    }

    private Fault of(int kind) {
        return switch (kind) {
            case 0 -> new Fault.Kill(any(roster.stateServices), millis(500, 2000));
            case 1 ->
                random.nextInt(3) == 0
                        ? new Fault.KillBackend(millis(0, 200))
                        : new Fault.Kill(random.nextInt(4) == 0 ? "standby" : any(roster.gateways), millis(500, 2000));
            case 2 -> new Fault.Stop(any(everybody()), millis(STOP_MILLIS, STOP_MILLIS + 3000));
            case 3 -> cut(false);
            case 4 -> cut(true);
            case 5 -> new Fault.PostgresCrash(millis(0, LONG_OUTAGE_MILLIS));
            case 6 -> new Fault.PostgresFailover(random.nextBoolean(), millis(500, LONG_OUTAGE_MILLIS));
            case 7 -> new Fault.BrokerLoss(any(roster.brokers), millis(0, 3000));
            case 8 -> new Fault.KafkaDataLoss(millis(0, 2000));
            case 9 -> new Fault.DiskFull("primary", millis(1500, 4000));
            case 10 -> new Fault.DiskFull(any(roster.brokers), millis(1500, 4000));
            default ->
                new Fault.ClockStep(
                        any(services()), Duration.ofHours(random.nextBoolean() ? 1 : -1), millis(3000, 5000));
        };
    }

    private Fault cut(boolean oneWay) {
        List<List<String>> pairs = new ArrayList<>(List.of(List.of("primary", "standby")));
        for (String gateway : roster.gateways) {
            pairs.add(List.of("client", gateway));
            roster.stateServices.forEach(state -> pairs.add(List.of(gateway, state)));
            roster.brokers.forEach(broker -> pairs.add(List.of(gateway, broker)));
        }
        for (String state : roster.stateServices) {
            pairs.add(List.of(state, "primary"));
            roster.brokers.forEach(broker -> pairs.add(List.of(state, broker)));
        }
        List<String> pair = new ArrayList<>(pairs.get(random.nextInt(pairs.size())));
        Collections.shuffle(pair, random);
        return new Fault.Cut(pair.get(0), pair.get(1), oneWay, millis(2500, 6000));
    }

    private List<String> services() {
        List<String> all = new ArrayList<>(roster.stateServices);
        all.addAll(roster.gateways);
        return all;
    }

    private List<String> everybody() {
        List<String> all = services();
        all.addAll(roster.brokers);
        all.add("primary");
        all.add("standby");
        return all;
    }

    private String any(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    private Duration millis(int least, int most) {
        return Duration.ofMillis(least + random.nextInt(most - least));
    }
}
