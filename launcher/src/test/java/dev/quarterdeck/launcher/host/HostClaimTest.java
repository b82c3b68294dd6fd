package dev.quarterdeck.launcher.host;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.launcher.data.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostClaimTest {
    @TempDir
    Path directory;

    private HostClaim claim() {
        return new HostClaim(directory.resolve("run/owner"), directory.resolve("bridge"));
    }

    private Path cluster(String name) throws IOException {
        Path root = Files.createDirectory(directory.resolve(name));
        Files.createFile(root.resolve("cluster.json"));
        return root;
    }

    @Test
    void theHostsOfAnotherClusterAreLeftToIt() throws IOException {
        Path first = cluster("first");
        Path second = cluster("second");
        claim().take(first);
        Files.createFile(directory.resolve("bridge"));
        assertThatThrownBy(() -> claim().take(second))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("down --data " + first);
        assertThatCode(() -> claim().take(first)).doesNotThrowAnyException();
    }

    @Test
    void aClaimEndsWithTheNetworkOrWithItsCluster() throws IOException {
        Path first = cluster("first");
        Path second = cluster("second");
        claim().take(first);
        claim().take(second);
        Files.createFile(directory.resolve("bridge"));
        Files.delete(second.resolve("cluster.json"));
        assertThatCode(() -> claim().take(first)).doesNotThrowAnyException();
    }
}
