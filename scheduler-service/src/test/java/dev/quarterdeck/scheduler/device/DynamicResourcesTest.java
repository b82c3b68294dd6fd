package dev.quarterdeck.scheduler.device;

import static dev.quarterdeck.scheduler.Pods.plainNode;
import static dev.quarterdeck.scheduler.Pods.pod;
import static dev.quarterdeck.scheduler.device.Devices.claim;
import static dev.quarterdeck.scheduler.device.Devices.device;
import static dev.quarterdeck.scheduler.device.Devices.deviceClass;
import static dev.quarterdeck.scheduler.device.Devices.onNode;
import static dev.quarterdeck.scheduler.device.Devices.slice;
import static dev.quarterdeck.scheduler.device.Devices.using;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.scheduler.SchedulerHarness;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceClass;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimConsumerReference;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pods with claims of devices, as users see it: where they go, what their claims say then, and what is said where they cannot. */
class DynamicResourcesTest {
    private static final String NOBODY_HELPS =
            ", preemption: 0/%d nodes are available: %d Preemption is not helpful for scheduling.";
    private final SchedulerHarness it = new SchedulerHarness();

    private void classOfGpus() throws Exception {
        it.create(deviceClass("gpu", "device.driver == \"gpu.example.com\""));
    }

    private ResourceClaim now(String claim) throws Exception {
        return it.api.get(ResourceClaim.class, "default", claim).orElseThrow();
    }

    private String devices(String claim) throws Exception {
        var status = now(claim).getStatus();
        return status == null || status.getAllocation() == null
                ? ""
                : String.join(
                        " ",
                        status.getAllocation().getDevices().getResults().stream()
                                .map(r -> r.getPool() + "/" + r.getDevice())
                                .toList());
    }

    private String consumers(String claim) throws Exception {
        var status = now(claim).getStatus();
        return status == null
                ? ""
                : String.join(
                        " ",
                        status.getReservedFor().stream()
                                .map(ResourceClaimConsumerReference::getName)
                                .toList());
    }

    private String message(String pod) throws Exception {
        return it.pod(pod).getStatus().getConditions().getFirst().getMessage();
    }

    @Test
    void aPodGoesWhereItsDevicesAreAndItsClaimSaysSoBeforeItIsBound() throws Exception {
        classOfGpus();
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        it.create(onNode("n2", device("a"), device("b")));
        it.create(claim("c", 1));
        it.create(using("p", "c"));
        assertThat(it.run()).isEqualTo(1);
        assertThat(it.nodeOf("p")).isEqualTo("n2");
        assertThat(devices("c")).isEqualTo("n2/a");
        assertThat(consumers("c")).isEqualTo("p");
        ResourceClaim claim = now("c");
        assertThat(claim.getMetadata().getFinalizers()).containsExactly("resource.kubernetes.io/delete-protection");
        assertThat(claim.getStatus().getAllocation().getAllocationTimestamp()).isNotNull();
        assertThat(claim.getStatus().getReservedFor().getFirst().getResource()).isEqualTo("pods");
        assertThat(claim.getStatus().getReservedFor().getFirst().getUid())
                .isEqualTo(it.pod("p").getMetadata().getUid());
        assertThat(it.server.writes().stream()
                        .filter(w -> !w.startsWith("POST") || w.endsWith("binding"))
                        .toList())
                .containsExactly(
                        "PATCH /apis/resource.k8s.io/v1/namespaces/default/resourceclaims/c",
                        "PATCH /apis/resource.k8s.io/v1/namespaces/default/resourceclaims/c/status",
                        "POST /api/v1/namespaces/default/pods/p/binding");
    }

    @Test
    void aDeviceIsGivenOnceEvenBeforeAnybodySeesIt() throws Exception {
        classOfGpus();
        it.create(plainNode("n1"));
        it.create(onNode("n1", device("a"), device("b")));
        for (int i = 1; i <= 3; i++) {
            it.create(claim("c" + i, 1));
            it.create(using("p" + i, "c" + i));
        }
        it.run();
        assertThat(devices("c1") + " " + devices("c2") + " " + devices("c3")).isEqualTo("n1/a n1/b ");
        assertThat(message("p3"))
                .isEqualTo("0/1 nodes are available: 1 cannot allocate all claims. still not schedulable"
                        + NOBODY_HELPS.formatted(1, 1));
    }

    @Test
    void podsShareAClaim() throws Exception {
        classOfGpus();
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        it.create(onNode("n1", device("a")));
        it.create(claim("c", 1));
        it.create(using("p", "c"));
        it.create(using("q", "c"));
        it.run();
        assertThat(it.nodeOf("p")).isEqualTo("n1");
        it.runAfter(Duration.ofSeconds(2));
        assertThat(it.nodeOf("q")).isEqualTo("n1");
        assertThat(consumers("c")).isEqualTo("p q");
    }

    @Test
    void whatIsMissingIsSaid() throws Exception {
        it.create(plainNode("n1"));
        it.create(claim("c", 1));
        it.create(using("p", "c"));
        it.run();
        assertThat(message("p"))
                .isEqualTo("0/1 nodes are available: request r: device class gpu does not exist."
                        + " no new claims to deallocate" + NOBODY_HELPS.formatted(1, 1));
        classOfGpus();
        it.runAfter(Duration.ofSeconds(2));
        assertThat(message("p"))
                .isEqualTo("0/1 nodes are available: 1 cannot allocate all claims. still not schedulable"
                        + NOBODY_HELPS.formatted(1, 1));
        it.create(onNode("n1", device("a")));
        it.runAfter(Duration.ofSeconds(10));
        assertThat(it.nodeOf("p")).isEqualTo("n1");
    }

    @Test
    void aPodWhoseClaimIsNotThereYetWaitsWithoutAWordAndGoesOnAtOnce() throws Exception {
        classOfGpus();
        it.create(plainNode("n1"));
        it.create(onNode("n1", device("a")));
        Pod fromTemplate = pod("p").editSpec()
                .addNewResourceClaim()
                .withName("gpu")
                .withResourceClaimTemplateName("t")
                .endResourceClaim()
                .endSpec()
                .build();
        it.create(fromTemplate);
        it.run();
        assertThat(it.events.events()).isEmpty();
        assertThat(it.podWrites()).isEmpty();
        it.create(claim("made", 1)
                .edit()
                .editMetadata()
                .addToOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withName("p")
                        .withUid(it.pod("p").getMetadata().getUid())
                        .withController(true)
                        .build())
                .endMetadata()
                .build());
        assertThat(it.run()).as("its name is not known").isZero();
        it.api.updateStatus(it.pod("p")
                .edit()
                .editOrNewStatus()
                .addNewResourceClaimStatus("gpu", "made")
                .endStatus()
                .build());
        it.run();
        assertThat(it.nodeOf("p")).isEqualTo("n1");
        assertThat(devices("made")).isEqualTo("n1/a");
    }

    @Test
    void aClaimThatSomebodyElseOwnsIsNotThePods() throws Exception {
        it.create(plainNode("n1"));
        it.create(claim("other", 1));
        it.create(pod("p").editSpec()
                .addNewResourceClaim()
                .withName("gpu")
                .withResourceClaimTemplateName("t")
                .endResourceClaim()
                .endSpec()
                .withNewStatus()
                .addNewResourceClaimStatus("gpu", "other")
                .endStatus()
                .build());
        it.run();
        assertThat(it.nodeOf("p")).isEmpty();
    }

    @Test
    void onlyWhatMayHelpWakesAPod() throws Exception {
        classOfGpus();
        it.create(plainNode("n1"));
        it.create(onNode("n1", device("a")));
        it.create(claim("first", 1));
        it.create(using("p", "first"));
        it.run();
        it.create(claim("second", 1));
        it.create(using("q", "second"));
        it.run();
        it.time.advance(Duration.ofSeconds(20));
        it.create(claim("third", 1));
        assertThat(it.run()).as("another's claim").isZero();
        it.create(pod("plain", "1", "1Gi"));
        assertThat(it.run()).as("that pod alone").isEqualTo(1);
        ResourceClaim free = now("first");
        free.getStatus().setAllocation(null);
        free.getStatus().setReservedFor(null);
        it.api.updateStatus(free);
        it.run();
        assertThat(it.nodeOf("q")).isEqualTo("n1");
        assertThat(devices("second")).isEqualTo("n1/a");
    }

    @Test
    void aClaimWithDevicesElsewhereIsTakenApartWhereNobodyUsesIt() throws Exception {
        classOfGpus();
        it.create(plainNode("n1"));
        it.create(plainNode("n2"));
        it.create(onNode("n1", device("a")));
        it.create(onNode("n2", device("b")));
        it.create(claim("c", 1));
        it.create(using("p", "c"));
        it.run();
        String first = it.nodeOf("p");
        String other = first.equals("n1") ? "n2" : "n1";
        ResourceClaim unused = now("c");
        unused.getStatus().setReservedFor(null);
        it.api.updateStatus(unused);
        it.create(using("q", "c")
                .edit()
                .editSpec()
                .addToNodeSelector("kubernetes.io/hostname", other)
                .endSpec()
                .build());
        it.step();
        assertThat(it.events.events().getLast())
                .contains("1 resourceclaim not available on the node")
                .contains(". deallocation of ResourceClaim completed, preemption: 0/2 nodes are available");
        it.runAfter(Duration.ofSeconds(2));
        assertThat(it.nodeOf("q")).isEqualTo(other);
        assertThat(consumers("c")).isEqualTo("q");
    }

    @Test
    void aBindThatFailsGivesTheClaimBack() throws Exception {
        classOfGpus();
        it.create(plainNode("n1"));
        it.create(onNode("n1", device("a")));
        it.create(claim("c", 1));
        it.create(using("p", "c"));
        it.server.failWhen(r -> r.pathAndQuery().endsWith("/binding")
                ? Optional.of(ApiException.unavailable("down", 1))
                : Optional.empty());
        it.run();
        assertThat(consumers("c")).isEmpty();
        assertThat(devices("c")).as("stays for the next attempt").isEqualTo("n1/a");
        it.server.failNoMore();
        it.runAfter(Duration.ofSeconds(1));
        assertThat(it.nodeOf("p")).isEqualTo("n1");
        assertThat(consumers("c")).isEqualTo("p");
    }

    @Test
    void aClaimThatCannotBeWrittenLeavesItsDevicesFree() throws Exception {
        classOfGpus();
        it.create(plainNode("n1"));
        it.create(onNode("n1", device("a")));
        it.create(claim("c", 1));
        it.create(using("p", "c"));
        it.server.failWhen(r -> r.pathAndQuery().endsWith("/resourceclaims/c/status")
                ? Optional.of(ApiException.unavailable("down", 1))
                : Optional.empty());
        it.run();
        assertThat(it.events.events().getLast())
                .isEqualTo("Warning FailedScheduling Pod/p running PreBind plugin \"DynamicResources\": down");
        it.server.failNoMore();
        it.create(claim("d", 1));
        it.create(using("q", "d"));
        it.run();
        assertThat(devices("d")).isEqualTo("n1/a");
    }

    @Test
    void aWriteThatCameBetweenIsNoObstacle() throws Exception {
        classOfGpus();
        it.create(plainNode("n1"));
        it.create(onNode("n1", device("a")));
        it.create(claim("c", 1));
        it.create(using("p", "c"));
        it.informers.hold(ResourceClaim.class);
        it.api.update(now("c").edit()
                .editMetadata()
                .addToLabels("new", "yes")
                .endMetadata()
                .build());
        it.run();
        assertThat(it.nodeOf("p")).isEqualTo("n1");
        assertThat(now("c").getMetadata().getLabels()).containsEntry("new", "yes");
    }

    @Test
    void aSelectorThatFailsIsToldAsAnError() throws Exception {
        it.create(deviceClass("gpu", "device.attributes[\"gpu.example.com\"].model == \"x\""));
        it.create(plainNode("n1"));
        it.create(onNode("n1", device("a")));
        it.create(claim("c", 1));
        it.create(using("p", "c"));
        it.run();
        String wrong = "running \"DynamicResources\" filter plugin: class gpu: selector #0: CEL runtime error:"
                + " no such key: model";
        assertThat(it.events.events()).containsExactly("Warning FailedScheduling Pod/p " + wrong);
        PodCondition condition = it.pod("p").getStatus().getConditions().getFirst();
        assertThat(condition.getReason()).isEqualTo("SchedulerError");
        assertThat(condition.getMessage()).isEqualTo(wrong);
        it.update(it.api
                .get(DeviceClass.class, "", "gpu")
                .orElseThrow()
                .edit()
                .withSpec(deviceClass("gpu", "true").getSpec())
                .build());
        it.runAfter(Duration.ofSeconds(2));
        assertThat(it.nodeOf("p")).isEqualTo("n1");
    }

    private static final String SLOW =
            "{name: slow, bindsToNode: true, bindingConditions: [attached], bindingFailureConditions: [failed]}";

    private void condition(String claim, String type) throws Exception {
        ResourceClaim now = now(claim);
        it.api.updateStatus(now.edit()
                .editStatus()
                .addNewDevice()
                .withDriver(Devices.DRIVER)
                .withPool("net")
                .withDevice("slow")
                .addToConditions(new ConditionBuilder()
                        .withType(type)
                        .withStatus("True")
                        .withReason("Because")
                        .withMessage("so it is")
                        .build())
                .endDevice()
                .endStatus()
                .build());
        it.informers.deliver();
    }

    @Test
    void aPodIsBoundWhenItsDevicesAreReady() throws Exception {
        classOfGpus();
        it.create(plainNode("n1"));
        it.create(slice("s", "net", 1, 1, "allNodes: true", SLOW));
        it.create(claim("c", 1));
        it.create(using("p", "c"));
        it.run();
        assertThat(it.nodeOf("p")).isEmpty();
        assertThat(it.events.events())
                .containsExactly(
                        "Normal BindingConditionsPending Pod/p waiting for binding conditions for device on node n1");
        assertThat(it.events.actions())
                .containsExactly("BindingConditionsPending Pod/p Scheduling by default-scheduler");
        condition("c", "attached");
        assertThat(it.nodeOf("p")).isEqualTo("n1");
    }

    @Test
    void devicesThatCannotBeMadeReadyAreGivenBack() throws Exception {
        classOfGpus();
        it.create(plainNode("n1"));
        it.create(slice("s", "net", 1, 1, "allNodes: true", SLOW));
        it.create(claim("c", 1));
        it.create(using("p", "c"));
        it.run();
        condition("c", "failed");
        assertThat(it.events.events().getLast())
                .isEqualTo("Warning FailedScheduling Pod/p running PreBind plugin \"DynamicResources\": device binding"
                        + " failed: claim=c, reason=Because, message=\"so it is\"");
        it.time.advance(Duration.ofSeconds(1));
        it.step();
        assertThat(it.events.events().getLast())
                .contains("1 resourceclaim not available on the node. deallocation of ResourceClaim completed");
        it.runAfter(Duration.ofSeconds(5));
        assertThat(devices("c")).as("and another try").isEqualTo("net/slow");
    }

    @Test
    void nodesWhereTheFirstChoiceIsFreeAreBetter() throws Exception {
        it.create(deviceClass("big", "device.attributes[\"gpu.example.com\"].model == \"big\""));
        it.create(deviceClass("small", "device.attributes[\"gpu.example.com\"].model == \"small\""));
        for (int i = 1; i <= 6; i++) {
            it.create(plainNode("n" + i));
            it.create(onNode("n" + i, device("a", i == 4 ? "big" : "small")));
        }
        it.create(
                claim(
                        "c",
                        "requests: [{name: r, firstAvailable: [{name: best, deviceClassName: big, count: 1}, {name: other, deviceClassName: small, count: 1}]}]"));
        it.create(using("p", "c"));
        it.run();
        assertThat(it.nodeOf("p")).isEqualTo("n4");
        assertThat(now("c").getStatus()
                        .getAllocation()
                        .getDevices()
                        .getResults()
                        .getFirst()
                        .getRequest())
                .isEqualTo("r/best");
    }
}
