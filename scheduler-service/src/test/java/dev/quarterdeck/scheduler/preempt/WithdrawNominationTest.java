package dev.quarterdeck.scheduler.preempt;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that is being cleared for one pod is taken for a more important one: the first is told, and looks elsewhere. */
class WithdrawNominationTest {
    private final SchedulerHarness it = new SchedulerHarness();

    private static Pod of(String name, int priority) {
        return pod(name, "2", "1Mi")
                .edit()
                .editSpec()
                .withPriority(priority)
                .endSpec()
                .build();
    }

    private String nominated(String name) throws InterruptedException {
        String node = it.pod(name).getStatus().getNominatedNodeName();
        return node == null ? "" : node;
    }

    @BeforeEach
    void aNodeIsBeingClearedForTheMiddleOne() throws Exception {
        it.create(plainNode("n1"));
        it.create(of("low", 1));
        it.run();
        it.create(of("middle", 5));
        it.run();
        assertThat(nominated("middle")).isEqualTo("n1");
    }

    @Test
    void theLessImportantOneLosesItsNomination() throws Exception {
        it.create(of("high", 10));
        it.run();
        assertThat(nominated("high")).isEqualTo("n1");
        assertThat(nominated("middle")).isEmpty();
    }

    @Test
    void itLooksElsewhereAtOnce() throws Exception {
        it.time.advance(Duration.ofSeconds(20));
        it.create(of("high", 10));
        assertThat(it.run()).as("high, and middle once more").isEqualTo(2);
        it.create(plainNode("n2"));
        it.runAfter(Duration.ofSeconds(20));
        assertThat(it.nodeOf("high") + " " + it.nodeOf("middle"))
                .as("one of them has the new node")
                .contains("n2");
    }

    @Test
    void theRoomIsTheMoreImportantOnesOnly() throws Exception {
        it.create(of("high", 10));
        it.run();
        it.api.deleteWithGrace(it.pod("low"), 0);
        it.runAfter(Duration.ofSeconds(20));
        assertThat(it.nodeOf("high")).isEqualTo("n1");
        assertThat(it.nodeOf("middle")).isEmpty();
    }

    @Test
    void aPodThatIsGoneMeanwhileIsNoError() throws Exception {
        it.server.failWhen(r -> {
            boolean withdraws = r.method().equals("PATCH") && r.pathAndQuery().contains("/pods/middle/status");
            return withdraws ? Optional.of(ApiException.notFound("", "pods", "middle")) : Optional.empty();
        });
        it.create(of("high", 10));
        it.run();
        assertThat(nominated("high")).isEqualTo("n1");
        it.server.failNoMore();
        it.api.deleteWithGrace(it.pod("low"), 0);
        it.runAfter(Duration.ofSeconds(20));
        assertThat(it.nodeOf("high")).isEqualTo("n1");
    }
}
