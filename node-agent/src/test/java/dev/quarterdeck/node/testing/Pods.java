package dev.quarterdeck.node.testing;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.UUID;

/** Short ways to write pods. */
public final class Pods {
    public static final String BUSYBOX = "docker.io/library/busybox:1.36";

    private Pods() {}

    public static PodBuilder pod(String name, Container... containers) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .withUid(UUID.randomUUID().toString())
                .withGeneration(1L)
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .withRestartPolicy("Always")
                .withTerminationGracePeriodSeconds(1L)
                .withContainers(containers)
                .endSpec();
    }

    public static ContainerBuilder shell(String name, String script) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(BUSYBOX)
                .withImagePullPolicy("IfNotPresent")
                .withCommand("sh", "-c", script);
    }
}
