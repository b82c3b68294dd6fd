package dev.quarterdeck.stream.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.stream.record.Change;
import dev.quarterdeck.stream.record.ChangeType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentChangesTest {
    private static final StoredResource PODS = new StoredResource("", "pods");
    private final RecentChanges recent = new RecentChanges();

    private static List<Change> changes(int size, long... revisions) {
        List<Change> changes = new ArrayList<>();
        for (long revision : revisions) {
            changes.add(new Change(PODS, new ObjectKey("a", "x"), revision, ChangeType.MODIFIED, new byte[size]));
        }
        return changes;
    }

    private List<Long> after(long position) {
        List<Change> found = recent.after(position, 100);
        return found == null ? null : found.stream().map(Change::revision).toList();
    }

    @Test
    void givesWhatFollowsWithoutAGap() {
        recent.want(true);
        recent.committed(changes(10, 5, 6));
        recent.committed(changes(10, 7, 9));
        assertThat(after(4)).containsExactly(5L, 6L, 7L);
        assertThat(after(7)).as("8 was committed elsewhere: ask the store").isNull();
        assertThat(after(8)).containsExactly(9L);
        assertThat(after(9)).isEmpty();
        recent.committedElsewhere();
        assertThat(after(9)).isNull();
        assertThat(after(9)).as("asked once").isEmpty();
    }

    @Test
    void keepsNothingWhileNobodyPublishes() {
        recent.committed(changes(10, 5));
        recent.want(true);
        assertThat(after(4)).isEmpty();
    }

    @Test
    void forgetsTheOldestWhereThereIsTooMuch() {
        recent.want(true);
        for (long r = 1; r <= 20; r++) {
            recent.committed(changes(1 << 20, r));
        }
        assertThat(after(0)).isNull();
        assertThat(after(12)).startsWith(13L);
    }

    @Test
    void waitsNoLongerThanUntilSomethingIsHeard() throws InterruptedException {
        recent.want(true);
        recent.committed(changes(10, 5));
        recent.await(Long.MAX_VALUE);
        after(4);
        recent.committedElsewhere();
        recent.await(Long.MAX_VALUE);
        after(5);
        recent.await(1);
    }
}
