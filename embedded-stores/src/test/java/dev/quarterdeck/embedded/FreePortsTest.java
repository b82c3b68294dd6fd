package dev.quarterdeck.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    /** More than enough that chance alone would repeat some: the system has fewer than 30 000 to give. */
    @Test
    void noPortIsGivenTwice() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.addAll(FreePorts.find(20));
        }
        assertThat(all).hasSize(2000).doesNotHaveDuplicates();
    }
}
