package dev.quarterdeck.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultGeneratorTest {
    private static final FaultGenerator.Roster ROSTER = new FaultGenerator.Roster(
            List.of("state-1", "state-2"), List.of("gateway-1", "gateway-2"), List.of("kafka-1"), true);

    private static List<Fault> first(long seed, int count) {
        FaultGenerator generator = new FaultGenerator(seed, ROSTER);
        return Stream.generate(generator::next).limit(count).toList();
    }

    @Test
    void aSeedSaysItAll() {
        assertThat(first(7, 50)).isEqualTo(first(7, 50)).isNotEqualTo(first(8, 50));
    }

    @Test
    void everyKindComesInEveryRound() {
        for (long seed = 0; seed < 50; seed++) {
            List<Fault> faults = first(seed, new FaultGenerator(seed, ROSTER).kinds());
            assertThat(faults).hasAtLeastOneElementOfType(Fault.Kill.class);
            assertThat(faults).hasAtLeastOneElementOfType(Fault.Stop.class);
            assertThat(faults).hasAtLeastOneElementOfType(Fault.PostgresCrash.class);
            assertThat(faults).hasAtLeastOneElementOfType(Fault.PostgresFailover.class);
            assertThat(faults).hasAtLeastOneElementOfType(Fault.BrokerLoss.class);
            assertThat(faults).hasAtLeastOneElementOfType(Fault.KafkaDataLoss.class);
            assertThat(faults).hasAtLeastOneElementOfType(Fault.ClockStep.class);
            assertThat(faults).filteredOn(Fault.Cut.class::isInstance).hasSize(2);
            assertThat(faults).filteredOn(Fault.DiskFull.class::isInstance).hasSize(2);
        }
    }

    @Test
    void onlyWhoTalksIsCutOff() {
        for (Fault fault : first(1, 2000)) {
            if (fault instanceof Fault.Cut cut) {
                assertThat(cut.from().split("-")[0]).isNotEqualTo(cut.to().split("-")[0]);
            }
        }
    }

    @Test
    void withoutFakeClocksNoneIsSet() {
        FaultGenerator generator = new FaultGenerator(
                1, new FaultGenerator.Roster(ROSTER.stateServices(), ROSTER.gateways(), ROSTER.brokers(), false));
        assertThat(Stream.generate(generator::next).limit(100)).noneMatch(Fault.ClockStep.class::isInstance);
    }
}
