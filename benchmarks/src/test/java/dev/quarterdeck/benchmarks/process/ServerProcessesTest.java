package dev.quarterdeck.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.benchmarks.process.ServerProcesses.Root;
import org.junit.jupiter.api.Test;

class ServerProcessesTest {
    @Test
    void readsWhatTheLoadGeneratorIsGiven() {
        assertThat(ServerProcesses.of("jvm=12,pg=34+\n").roots())
                .containsExactly(new Root(12, false), new Root(34, true));
        assertThat(ServerProcesses.of("").roots()).isEmpty();
    }

    @Test
    void descendantsCountWhereTheyAreAskedForOnly() throws Exception {
        long self = ProcessHandle.current().pid();
        Process child = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(ServerProcesses.of("a=" + self).all()).containsExactly(self);
            assertThat(ServerProcesses.of("a=" + self + "+").all()).contains(self, child.pid());
            ServerProcesses.of("a=" + child.pid()).checkAlive();
        } finally {
            child.destroy();
        }
        child.waitFor();
        assertThatThrownBy(() -> ServerProcesses.of("a=" + child.pid()).checkAlive())
                .isInstanceOf(ProgramFailure.class)
                .hasMessageContaining("has ended");
    }
}
