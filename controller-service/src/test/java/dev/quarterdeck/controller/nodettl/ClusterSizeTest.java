package dev.quarterdeck.controller.nodettl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClusterSizeTest {
    private final ClusterSize size = new ClusterSize();

    @Test
    void theMoreNodesTheLessOftenTheyAsk() {
        assertThat(size.seconds(1)).isZero();
        assertThat(size.seconds(100)).isZero();
        assertThat(size.seconds(101)).isEqualTo(15);
        assertThat(size.seconds(1000)).isEqualTo(30);
        assertThat(size.seconds(5000)).isEqualTo(300);
    }

    @Test
    void aClusterAtAnEdgeDoesNotGoBackAndForth() {
        size.seconds(101);
        assertThat(size.seconds(95)).isEqualTo(15);
        assertThat(size.seconds(89)).isZero();
        assertThat(size.seconds(95)).isZero();
    }
}
