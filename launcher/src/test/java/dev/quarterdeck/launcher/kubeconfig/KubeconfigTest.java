package dev.quarterdeck.launcher.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class KubeconfigTest {
    @TempDir
    Path directory;

    private ObjectNode ours;

    @BeforeEach
    void make() throws Exception {
        Path pem = Files.writeString(directory.resolve("x.pem"), "PEM");
        ours = Kubeconfig.of("https://127.0.0.1:6443", pem, pem, pem);
    }

    @Test
    void joinsWhatTheUserHasAndLeavesAgain() throws Exception {
        Path user = Files.writeString(directory.resolve("config"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: work, cluster: {server: "https://work"}}]
                contexts: [{name: work, context: {cluster: work, user: me}}]
                users: [{name: me, user: {token: t}}]
                current-context: work
                """);
        Kubeconfig.mergeInto(user, ours);
        Kubeconfig.mergeInto(user, ours);
        ObjectNode merged = Kubeconfig.read(user);
        assertThat(merged.get("clusters")).hasSize(2);
        assertThat(merged.get("current-context").stringValue()).isEqualTo("quarterdeck");
        Kubeconfig.removeFrom(user);
        ObjectNode left = Kubeconfig.read(user);
        assertThat(left.get("users")).hasSize(1);
        assertThat(left.at("/users/0/user/token").stringValue()).isEqualTo("t");
        assertThat(left.get("current-context").stringValue()).isEmpty();
    }

    @Test
    void makesTheFileWhereThereIsNone() {
        Path user = directory.resolve("none/config");
        Kubeconfig.mergeInto(user, ours);
        assertThat(Kubeconfig.read(user).at("/clusters/0/cluster/server").stringValue())
                .isEqualTo("https://127.0.0.1:6443");
    }

    @Test
    void leavesAFileAloneThatIsNoKubeconfig() throws Exception {
        Path user = Files.writeString(directory.resolve("config"), "- just\n- a list\n");
        assertThatThrownBy(() -> Kubeconfig.mergeInto(user, ours)).hasMessageContaining("is not a kubeconfig");
        assertThat(user).hasContent("- just\n- a list\n");
    }

    @Test
    void findsTheFileThatKubectlWrites() {
        assertThat(Kubeconfig.userFile(Map.of("KUBECONFIG", "/a/b:/c"), Path.of("/home/x")))
                .isEqualTo(Path.of("/a/b"));
        assertThat(Kubeconfig.userFile(Map.of(), Path.of("/home/x"))).isEqualTo(Path.of("/home/x/.kube/config"));
    }
}
