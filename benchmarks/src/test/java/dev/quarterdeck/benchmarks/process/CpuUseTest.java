package dev.quarterdeck.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuUseTest {
    @Test
    void readsWhatLinuxSaysOfAProcessAndOfAll() {
        String stat = "42 (a (strange) name) S 1 42 42 0 -1 4194304 9 9 0 0 150 50 30 20 20 0 8 0 100 0 0";
        assertThat(ServerCpu.seconds(stat, false)).isEqualTo(2);
        assertThat(ServerCpu.seconds(stat, true)).isEqualTo(2.5);
        assertThat(CpuUse.busy("cpu  100 20 30 9000 500 10 20 20 0 0")).isEqualTo(2);
    }

    @Test
    void whatOthersTookIsTheRestOfTheMachine() {
        assertThat(new CpuUse(2, 1, 4).others()).isEqualTo(1);
        assertThat(new CpuUse(2, 1, 2.9).others()).isZero();
    }
}
