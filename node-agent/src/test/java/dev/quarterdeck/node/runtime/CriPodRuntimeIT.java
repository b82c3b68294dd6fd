package dev.quarterdeck.node.runtime;

import dev.quarterdeck.node.host.PodHost;
import dev.quarterdeck.node.testing.RealNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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

    @Override
    protected PodRuntime runtime() {
        return node.runtime;
    }

    @Override
    protected PodHost host() {
        return node.context.host();
    }
}
