package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.RowKey;
import org.junit.jupiter.api.Test;

class RecentRowsTest {
    private static final StoredResource MAPS = new StoredResource("", "configmaps");

    private final RecentRows rows = new RecentRows(100_000);

    private static CurrentObject row(String name, long revision, int size) {
        return new CurrentObject(MAPS, new ObjectKey("n", name), "u", revision, new byte[size]);
    }

    private static RowKey key(String name) {
        return new RowKey(MAPS, new ObjectKey("n", name));
    }

    @Test
    void keepsTheNewest() {
        rows.saw(row("a", 2, 10));
        rows.saw(row("a", 1, 10));
        assertThat(rows.get(key("a")).revision()).isEqualTo(2);
    }

    @Test
    void dropsWhatWasUsedLongestAgoWhenFull() {
        for (int i = 0; i < 200; i++) {
            rows.saw(row("r" + i, i, 700));
            rows.get(key("r0"));
        }
        assertThat(rows.get(key("r0"))).isNotNull();
        assertThat(rows.get(key("r1"))).isNull();
        assertThat(rows.get(key("r199"))).isNotNull();
    }

    @Test
    void keepsNothingLarge() {
        rows.saw(row("big", 1, 50_000));
        assertThat(rows.get(key("big"))).isNull();
    }
}
