package dev.quarterdeck.node.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.testing.Pods;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourcesTest {
    private static Container container(Map<String, Quantity> requests, Map<String, Quantity> limits) {
        return Pods.shell("a", "")
                .withNewResources()
                .withRequests(requests)
                .withLimits(limits)
                .endResources()
                .build();
    }

    private static final Map<String, Quantity> SOME =
            Map.of("cpu", new Quantity("250m"), "memory", new Quantity("1Gi"));

    @Test
    void classes_of_service_follow_from_requests_and_limits() {
        assertThat(QosClass.of(Pods.pod("p", Pods.shell("a", "").build()).build()))
                .isEqualTo(QosClass.BESTEFFORT);
        assertThat(QosClass.of(Pods.pod("p", container(SOME, Map.of())).build()))
                .isEqualTo(QosClass.BURSTABLE);
        assertThat(QosClass.of(Pods.pod("p", container(SOME, SOME)).build())).isEqualTo(QosClass.GUARANTEED);
        assertThat(QosClass.of(Pods.pod("p", container(Map.of(), SOME)).build()))
                .isEqualTo(QosClass.GUARANTEED);
    }

    @Test
    void kernel_units() {
        assertThat(Resources.shares(0)).isEqualTo(2);
        assertThat(Resources.shares(250)).isEqualTo(256);
        assertThat(Resources.quota(500)).isEqualTo(50_000);
        assertThat(Resources.quota(1)).isEqualTo(1_000);
    }

    @Test
    void who_asked_for_more_memory_is_killed_later() {
        Container container = container(SOME, Map.of());
        Pod pod = Pods.pod("p", container).build();
        assertThat(Resources.oomScoreAdjust(pod, container, 4L << 30)).isEqualTo(750);
        assertThat(Resources.oomScoreAdjust(Pods.pod("p", container(SOME, SOME)).build(), container, 4L << 30))
                .isEqualTo(-997);
    }

    @Test
    void a_pod_asks_for_its_containers_or_its_largest_init_container() {
        Pod pod = Pods.pod("p", container(SOME, Map.of()))
                .editSpec()
                .addToInitContainers(container(Map.of("cpu", new Quantity("1")), Map.of()))
                .endSpec()
                .build();
        assertThat(Resources.podRequest(pod, "cpu")).isEqualTo(1000);
        assertThat(Resources.podRequest(pod, "memory")).isEqualTo(1L << 30);
        assertThat(Resources.podLimit(pod, "cpu")).isEmpty();
    }
}
