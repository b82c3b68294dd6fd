package dev.quarterdeck.scheduler.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept up to date is what counting anew gives, with domains of one node, of some, and of many. */
class TallyTest {
    private static final int NODES = 300;

    private record Node(@Nullable String value, boolean counts) {}

    private final Map<Integer, Node> nodes = new HashMap<>();
    private final Map<Integer, Long> here = new HashMap<>();
    private final Tally tally = new Tally("zone");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 20, 1000})
    void countsAsCountingAnewDoes(int domains) {
        Random random = new Random(domains);
        for (int i = 0; i < 4000; i++) {
            int slot = random.nextInt(NODES);
            if (random.nextInt(4) == 0) {
                String value = random.nextInt(8) == 0 ? null : "v" + random.nextInt(domains);
                Node node = new Node(value, value != null && random.nextInt(8) > 0);
                nodes.put(slot, node);
                tally.node(slot, node.value(), node.counts());
            } else {
                long more = here.getOrDefault(slot, 0L) == 0 || random.nextBoolean() ? 1 : -1;
                here.merge(slot, more, Long::sum);
                tally.add(slot, more);
            }
            if (i % 50 == 0) {
                compare();
            }
        }
        compare();
    }

    private void compare() {
        Map<String, Long> sums = new HashMap<>();
        Map<String, Integer> counted = new HashMap<>();
        nodes.forEach((slot, node) -> {
            if (node.counts()) {
                sums.merge(node.value(), here.getOrDefault(slot, 0L), Long::sum);
                counted.merge(node.value(), 1, Integer::sum);
            }
        });
        BitSet without = new BitSet();
        Map<Long, BitSet> levels = new TreeMap<>();
        nodes.forEach((slot, node) -> {
            long at = node.value() == null ? 0 : sums.getOrDefault(node.value(), 0L);
            assertThat(tally.at(slot)).isEqualTo(at);
            assertThat(tally.hasDomain(slot)).isEqualTo(node.value() != null);
            if (node.value() == null) {
                without.set(slot);
            } else {
                levels.computeIfAbsent(at, n -> new BitSet()).set(slot);
            }
        });
        assertThat(tally.levels().byNumber()).isEqualTo(levels);
        BitSet above = new BitSet();
        tally.levels().above(1, above);
        levels.forEach((at, slots) -> assertThat(above.intersects(slots)).isEqualTo(at > 1));
        BitSet labelled = new BitSet();
        labelled.set(0, NODES);
        tally.onlyWithDomain(labelled);
        assertThat(labelled.intersects(without)).isFalse();
        assertThat(tally.total())
                .isEqualTo(sums.values().stream().mapToLong(n -> n).sum());
        assertThat(tally.domains()).isEqualTo(counted.size());
        assertThat(tally.least())
                .isEqualTo(sums.values().stream().mapToLong(n -> n).min().orElse(Long.MAX_VALUE));
    }
}
