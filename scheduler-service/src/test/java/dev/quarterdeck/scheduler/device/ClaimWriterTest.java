package dev.quarterdeck.scheduler.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.reconcile.testing.FakeApiServer;
import dev.quarterdeck.reconcile.testing.VirtualTime;
import dev.quarterdeck.scheduler.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResult;
import io.fabric8.kubernetes.api.model.resource.v1.AllocationResultBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Pods that share a claim write it one after the other; each may be the one that writes its devices. */
class ClaimWriterTest {
    private static final int PODS = 64;

    private final VirtualTime time = new VirtualTime();
    private final FakeApiServer server = new FakeApiServer(time);
    private final ClaimWriter writer = new ClaimWriter(server.api(), time, new SimpleMeterRegistry());

    private static AllocationResult allocation(String device) {
        return new AllocationResultBuilder()
                .withNewDevices()
                .addNewResult()
                .withRequest("r")
                .withDriver("d")
                .withPool("p")
                .withDevice(device)
                .endResult()
                .endDevices()
                .build();
    }

    private static DevicePlan.Step step(ResourceClaim claim, String device) {
        return new DevicePlan.Step(claim, allocation(device), List.of());
    }

    @Test
    void allThatShareItGetTheirRightAtOnce() throws Exception {
        ResourceClaim claim = server.api().create(Devices.claim("shared", 1));
        List<Future<ResourceClaim>> writes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < PODS; i++) {
                Pod pod = Pods.pod("p" + i).build();
                writes.add(threads.submit(() -> writer.write(step(claim, "a"), pod)));
            }
        }
        for (Future<ResourceClaim> each : writes) {
            assertThat(each.get().getStatus().getAllocation()).isNotNull();
        }
        ResourceClaim now =
                server.api().get(ResourceClaim.class, "default", "shared").orElseThrow();
        assertThat(now.getStatus().getReservedFor()).hasSize(PODS);
    }

    @Test
    void oneThatHasOtherDevicesThanWereDecidedIsTaken() throws Exception {
        ResourceClaim claim = server.api().create(Devices.claim("shared", 1));
        writer.write(step(claim, "a"), Pods.pod("one").build());
        assertThatThrownBy(() -> writer.write(step(claim, "b"), Pods.pod("two").build()))
                .isInstanceOf(ClaimWriter.TakenException.class)
                .hasMessage("claim default/shared got allocated elsewhere in the meantime");
    }
}
