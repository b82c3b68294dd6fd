package dev.quarterdeck.scheduler.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.Pods;
import dev.quarterdeck.scheduler.gang.Groups;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResultBuilder;
import org.junit.jupiter.api.Test;

/** What was decided of a claim lasts until it is seen, or until the last pod that relies on it has let go of what nobody has written. */
class AllocationsInFlightTest {
    private static final DeviceId DEVICE = DeviceId.of("d", "p", "a");
    private static final AllocationResult ALLOCATION = new AllocationResultBuilder()
            .withNewDevices()
            .addNewResult()
            .withDriver("d")
            .withPool("p")
            .withDevice("a")
            .endResult()
            .endDevices()
            .build();

    private final DevicesInUse inUse = new DevicesInUse();
    private final AllocationsInFlight inFlight = new AllocationsInFlight(inUse);
    private final Pod one = Groups.member(Pods.pod("one").build(), "g");
    private final Pod two = Groups.member(Pods.pod("two").build(), "g");

    private void bothHold() {
        inFlight.hold("c", ALLOCATION, one);
        inFlight.hold("c", inFlight.sharedWith(two, "c"), two);
    }

    @Test
    void itIsSharedWithinAGroupAndWithNobodyElse() {
        Pod alone = Pods.pod("alone").build();
        inFlight.hold("c", ALLOCATION, one);
        assertThat(inFlight.sharedWith(two, "c")).isSameAs(ALLOCATION);
        assertThat(inFlight.sharedWith(Groups.member(Pods.pod("x").build(), "other"), "c"))
                .isNull();
        assertThat(inFlight.sharedWith(alone, "c")).isNull();
        inFlight.hold("d", ALLOCATION, alone);
        assertThat(inFlight.sharedWith(Pods.pod("other").build(), "d")).isNull();
        assertThat(inFlight.isDecided("d")).isTrue();
    }

    @Test
    void theLastOneThatLetsGoEndsIt() {
        bothHold();
        assertThat(inFlight.users("c")).containsExactlyInAnyOrder("uid-one", "uid-two");
        inFlight.letGo("c", one);
        assertThat(inUse.isWhole(DEVICE)).isTrue();
        inFlight.letGo("c", one);
        assertThat(inFlight.isDecided("c")).as("it let go before").isTrue();
        inFlight.letGo("c", two);
        assertThat(inUse.isWhole(DEVICE)).isFalse();
        assertThat(inFlight.isDecided("c")).isFalse();
    }

    @Test
    void whatIsWrittenLastsUntilItIsSeen() {
        bothHold();
        inFlight.written("c");
        inFlight.letGo("c", one);
        inFlight.letGo("c", two);
        assertThat(inUse.isWhole(DEVICE)).isTrue();
        inFlight.seen("c", false);
        assertThat(inUse.isWhole(DEVICE)).isFalse();
    }

    @Test
    void usersOfAClaimThatIsSeenStayUntilTheyHaveTheirRight() {
        bothHold();
        inFlight.seen("c", false);
        assertThat(inFlight.users("c")).hasSize(2);
        inFlight.letGo("c", one);
        inFlight.letGo("c", two);
        assertThat(inFlight.users("c")).isEmpty();
    }
}
