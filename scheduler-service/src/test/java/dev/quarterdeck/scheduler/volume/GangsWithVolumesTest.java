package dev.quarterdeck.scheduler.volume;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.gang.Groups.GANGS;
import static dev.quarterdeck.scheduler.gang.Groups.group;
import static dev.quarterdeck.scheduler.gang.Groups.member;
import static dev.quarterdeck.scheduler.volume.Volumes.claim;
import static dev.quarterdeck.scheduler.volume.Volumes.storageClass;
import static dev.quarterdeck.scheduler.volume.Volumes.using;
import static dev.quarterdeck.scheduler.volume.Volumes.volume;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gangs whose claims wait for their first consumer: all pods find their volumes, each its own or the one they share, or nothing is written of any claim. */
class GangsWithVolumesTest {
    private final SchedulerHarness it = new SchedulerHarness(GANGS);

    @BeforeEach
    void twoNodes() throws InterruptedException {
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        it.create(storageClass("local", "kubernetes.io/no-provisioner", "WaitForFirstConsumer"));
        it.create(storageClass("made", "example.com/csi", "WaitForFirstConsumer"));
    }

    /** Each with a claim of its own. */
    private void members(String group, int count, String ofClass) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            String name = group + i;
            it.create(claim(name, ofClass, "ReadWriteOnce"));
            it.create(member(using(name, name), group));
        }
        it.run();
    }

    /** All with this claim. */
    private void sharing(String claim, String... pods) throws InterruptedException {
        for (String each : pods) {
            it.create(member(using(each, claim), "g"));
        }
        it.run();
    }

    /** One that leaves no room for another. */
    private static Pod large(Pod pod) {
        return pod.edit()
                .editSpec()
                .editFirstContainer()
                .withNewResources()
                .addToRequests("cpu", new Quantity("2"))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    /** {@code volume claim} of each volume that was given away. */
    private List<String> taken() throws InterruptedException {
        return it.api.list(PersistentVolume.class, "").stream()
                .filter(v -> v.getSpec().getClaimRef() != null)
                .map(v -> v.getMetadata().getName() + " "
                        + v.getSpec().getClaimRef().getName())
                .sorted()
                .toList();
    }

    /** {@code claim node} of each claim for which a node was chosen. */
    private List<String> chosen() throws InterruptedException {
        return it.api.list(PersistentVolumeClaim.class, "default").stream()
                .filter(c -> !StorageObjects.annotation(c, StorageObjects.SELECTED_NODE)
                        .isEmpty())
                .map(c -> c.getMetadata().getName() + " " + StorageObjects.annotation(c, StorageObjects.SELECTED_NODE))
                .sorted()
                .toList();
    }

    private List<String> placed() throws InterruptedException {
        return it.api.list(Pod.class, "default").stream()
                .filter(p -> p.getSpec().getNodeName() != null)
                .map(p -> p.getMetadata().getName() + " " + p.getSpec().getNodeName())
                .sorted()
                .toList();
    }

    @Test
    void eachPodTakesAVolumeOfItsOwn() throws Exception {
        it.create(volume("v1", "local", "1Gi", "n1"));
        it.create(volume("v2", "local", "1Gi", "n2"));
        it.create(group("g", 2));
        members("g", 2, "local");
        assertThat(taken()).hasSize(2).allMatch(t -> t.matches("v[12] g[01]"));
        assertThat(new TreeSet<>(taken().stream().map(t -> t.substring(3)).toList()))
                .hasSize(2);
        assertThat(placed()).as("they wait for their claims").isEmpty();
        for (String each : taken()) {
            Volumes.bind(it, each.substring(3), each.substring(0, 2));
        }
        it.run();
        assertThat(placed())
                .containsExactlyInAnyOrderElementsOf(taken().stream()
                        .map(t -> t.substring(3) + " n" + t.charAt(1))
                        .sorted()
                        .toList());
    }

    @Test
    void ofAGangThatFindsTooFewVolumesNoneIsTaken() throws Exception {
        it.create(volume("v1", "local", "1Gi", "n1"));
        it.create(volume("v2", "local", "1Gi", "n2"));
        it.create(group("g", 3));
        members("g", 3, "local");
        assertThat(taken()).isEmpty();
        assertThat(it.server.writes()).noneMatch(w -> w.contains("PATCH") && w.contains("persistentvolume"));
        it.create(claim("alone", "local", "ReadWriteOnce"));
        it.create(using("alone", "alone"));
        it.run();
        assertThat(taken()).as("what the gang did not get is free for others").hasSize(1);
        it.create(volume("v3", "local", "1Gi", "n1"));
        it.create(volume("v4", "local", "1Gi", "n1"));
        it.runAfter(Duration.ofSeconds(11));
        assertThat(taken()).hasSize(4);
    }

    @Test
    void ofAGangThatLacksRoomNoClaimGetsItsNode() throws Exception {
        it.create(group("g", 3));
        for (int i = 0; i < 3; i++) {
            it.create(claim("c" + i, "made", "ReadWriteOnce"));
            it.create(member(large(using("p" + i, "c" + i)), "g"));
        }
        it.run();
        assertThat(chosen()).isEmpty();
        assertThat(placed()).isEmpty();
        it.create(plainNode("n3"));
        it.runAfter(Duration.ofSeconds(11));
        assertThat(chosen()).hasSize(3);
    }

    @Test
    void podsThatShareAClaimThatIsToBeMadeGoWhereItIsMade() throws Exception {
        it.create(claim("shared", "made", "ReadWriteMany"));
        it.create(group("g", 3));
        sharing("shared", "p0", "p1", "p2");
        assertThat(chosen()).hasSize(1);
        assertThat(it.waiting().get("backoff"))
                .as("nobody's write got in another's way")
                .isZero();
        Volumes.bind(it, "shared", "made-1");
        it.run();
        String node = chosen().getFirst().substring("shared ".length());
        assertThat(placed()).containsExactly("p0 " + node, "p1 " + node, "p2 " + node);
    }

    @Test
    void podsThatShareAClaimTakeOneVolumeForIt() throws Exception {
        it.create(volume("v1", "local", "1Gi", "n1"));
        it.create(volume("v2", "local", "1Gi", "n2"));
        it.create(volume("v3", "local", "1Gi", "n1"));
        it.create(claim("shared", "local", "ReadWriteOnce"));
        it.create(group("g", 2));
        sharing("shared", "p0", "p1");
        assertThat(taken()).hasSize(1);
        assertThat(it.waiting().get("backoff")).isZero();
        String volume = taken().getFirst().substring(0, 2);
        Volumes.bind(it, "shared", volume);
        it.run();
        assertThat(placed()).hasSize(2).allMatch(p -> p.endsWith(volume.equals("v2") ? "n2" : "n1"));
    }

    @Test
    void aGangThatSharesAClaimAndDoesNotFitOnOneNodeLeavesItAlone() throws Exception {
        it.create(claim("shared", "made", "ReadWriteOnce"));
        it.create(group("g", 2));
        for (String each : List.of("p0", "p1")) {
            it.create(member(large(using(each, "shared")), "g"));
        }
        it.run();
        assertThat(chosen()).isEmpty();
        assertThat(placed()).isEmpty();
    }

    @Test
    void whatOnePodFailsToWriteAnotherThatSharesItStillHolds() throws Exception {
        it.create(volume("v1", "local", "1Gi", "n1"));
        it.create(claim("shared", "local", "ReadWriteOnce"));
        it.create(group("g", 2));
        int[] writes = {0};
        it.server.failWhen(r -> r.pathAndQuery().contains("/persistentvolumes/v1") && writes[0]++ == 0
                ? Optional.of(ApiException.unavailable("down", 1))
                : Optional.empty());
        sharing("shared", "p0", "p1");
        it.server.failNoMore();
        assertThat(taken()).containsExactly("v1 shared");
        Volumes.bind(it, "shared", "v1");
        it.runAfter(Duration.ofSeconds(2));
        assertThat(placed()).containsExactly("p0 n1", "p1 n1");
    }

    @Test
    void aClaimForOnePodIsNotForAGang() throws Exception {
        it.create(claim("single", "made", "ReadWriteOncePod"));
        it.create(group("g", 2));
        sharing("single", "p0", "p1");
        assertThat(chosen()).isEmpty();
        assertThat(placed()).isEmpty();
    }
}
