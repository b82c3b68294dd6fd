package dev.quarterdeck.launcher.up;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopbackAddressTest {

    @Test
    void everyHostOfEveryClusterHasItsOwn() {
        assertThat(LoopbackAddress.own(6443, 1)).isEqualTo("127.25.43.1");
        assertThat(LoopbackAddress.own(6443, 254)).isEqualTo("127.25.43.254");
        assertThat(LoopbackAddress.own(6444, 1)).isEqualTo("127.25.44.1");
        assertThat(LoopbackAddress.own(65535, 3)).isEqualTo("127.255.255.3");
    }
}
