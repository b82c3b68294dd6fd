package dev.quarterdeck.scheduler.filter;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.ContainerRestartRuleBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Features that nodes come to declare, and pods that are resized in place: who goes on because of it. */
class ChangesOfNodesAndPodsTest {
    private final SchedulerHarness it = new SchedulerHarness();

    private static Pod restartsAll(String name) {
        return pod(name)
                .editSpec()
                .editFirstContainer()
                .withRestartPolicy("Never")
                .addToRestartPolicyRules(new ContainerRestartRuleBuilder()
                        .withAction("RestartAllContainers")
                        .build())
                .endContainer()
                .endSpec()
                .build();
    }

    private void declares(String feature) throws Exception {
        Node node = it.api.get(Node.class, "", "n1").orElseThrow();
        it.api.updateStatus(node.edit()
                .editStatus()
                .withDeclaredFeatures(feature)
                .endStatus()
                .build());
    }

    @Test
    void aPodThatNeedsAFeatureWaitsForANodeThatDeclaresIt() throws Exception {
        it.create(plainNode("n1"));
        it.create(restartsAll("p"));
        it.run();
        it.time.advance(Duration.ofSeconds(20));
        declares("Another");
        assertThat(it.run()).as("not the one it needs").isZero();
        declares("RestartAllContainersOnContainerExits");
        it.run();
        assertThat(it.nodeOf("p")).isEqualTo("n1");
    }

    @Test
    void aPodThatIsMadeSmallerMakesRoom() throws Exception {
        it.create(plainNode("n1"));
        it.create(pod("large", "2", "1Gi"));
        it.run();
        it.create(pod("p", "1", "1Gi"));
        it.run();
        it.time.advance(Duration.ofSeconds(20));
        Pod large = it.pod("large");
        it.update(large.edit()
                .editSpec()
                .editFirstContainer()
                .editResources()
                .addToRequests("cpu", new Quantity("1"))
                .endResources()
                .endContainer()
                .endSpec()
                .build());
        it.run();
        assertThat(it.nodeOf("p")).isEqualTo("n1");
    }

    @Test
    void oneThatIsStillAsLargeDoesNot() throws Exception {
        it.create(plainNode("n1"));
        it.create(pod("large", "2", "1Gi"));
        it.run();
        Pod large = it.pod("large");
        it.api.updateStatus(large.edit()
                .editOrNewStatus()
                .addNewContainerStatus()
                .withName("c")
                .withAllocatedResources(Map.of("cpu", new Quantity("2")))
                .endContainerStatus()
                .endStatus()
                .build());
        it.update(it.pod("large")
                .edit()
                .editSpec()
                .editFirstContainer()
                .editResources()
                .addToRequests("cpu", new Quantity("1"))
                .endResources()
                .endContainer()
                .endSpec()
                .build());
        it.create(pod("p", "1", "1Gi"));
        it.run();
        assertThat(it.nodeOf("p")).isEmpty();
        Pod done = it.pod("large");
        done.getStatus().getContainerStatuses().getFirst().setAllocatedResources(Map.of("cpu", new Quantity("1")));
        it.api.updateStatus(done);
        it.runAfter(Duration.ofSeconds(2));
        assertThat(it.nodeOf("p")).isEqualTo("n1");
    }
}
