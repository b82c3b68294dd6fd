package dev.quarterdeck.launcher.story;

import dev.quarterdeck.launcher.host.HostCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** What a story with real containers needs of the machine; where it is absent the story is skipped, unless it is required. */
public final class RealHost {
    private RealHost() {}

    /** For clusters with simulated nodes, which need no root. */
    public static void requireKubectl() {
        demand(HostCommand.exists("kubectl"), "kubectl");
    }

    public static void require() {
        boolean able = "root".equals(System.getProperty("user.name"))
                && HostCommand.exists("kubectl")
                && HostCommand.exists("containerd")
                && HostCommand.exists("nft")
                && Files.exists(Path.of("/bin/busybox"));
        demand(able, "root, kubectl, containerd, nftables and busybox-static");
    }

    private static void demand(boolean able, String what) {
        if (!able && "1".equals(System.getenv("QUARTERDECK_REQUIRE_REAL"))) {
            throw new AssertionError("required here, and something is missing: " + what);
        }
        Assumptions.assumeTrue(able, "needs " + what);
    }
}
