package dev.quarterdeck.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.node.host.PodHost;
import dev.quarterdeck.node.image.SandboxImage;
import dev.quarterdeck.node.testing.RealNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CriPodRuntimeIT extends PodRuntimeContract {
    private static RealNode node;

    @BeforeAll
    static void start() throws Exception {
        node = RealNode.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void makes_a_sandbox_image_where_no_registry_is_reached() throws Exception {
        Path socket = node.containerd.settings().socket();
        Path busybox = Path.of("/bin/busybox");
        assertThat(SandboxImage.ensure(socket, "127.0.0.1:1/pause:9", busybox)).isEqualTo(SandboxImage.Origin.MADE);
        assertThat(SandboxImage.ensure(socket, "127.0.0.1:1/pause:9", busybox)).isEqualTo(SandboxImage.Origin.PRESENT);
        assertThat(node.containerd.start()).isTrue();
    }

    @Override
    protected PodRuntime runtime() {
        return node.runtime;
    }

    @Override
    protected PodHost host() {
        return node.context.host();
    }
}
