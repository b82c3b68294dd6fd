package dev.quarterdeck.stream.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SortedObjectsTest {

    @Test
    void behavesAsASortedMapAndLeavesEarlierViewsAlone() {
        Random random = new Random(7);
        TreeMap<ObjectKey, CachedObject> expected = new TreeMap<>();
        SortedObjects actual = SortedObjects.EMPTY;
        for (int step = 0; step < 20_000; step++) {
            ObjectKey key = new ObjectKey("ns" + random.nextInt(5), "o" + random.nextInt(600));
            if (random.nextInt(3) == 0) {
                expected.remove(key);
                actual = actual.without(key);
            } else {
                CachedObject object = object(key, step);
                expected.put(key, object);
                actual = actual.with(object);
            }
            if (step % 500 == 0) {
                SortedObjects before = actual;
                List<CachedObject> seen = list(before, "", null);
                actual.with(object(new ObjectKey("a", "a"), step)).without(key);
                assertThat(list(before, "", null)).isEqualTo(seen);
                assertThat(seen).containsExactlyElementsOf(expected.values());
                assertThat(actual.size()).isEqualTo(expected.size());
                assertThat(list(actual, "ns3", null))
                        .containsExactlyElementsOf(expected.values().stream()
                                .filter(o -> o.key().namespace().equals("ns3"))
                                .toList());
                ObjectKey after = new ObjectKey("ns2", "o3");
                assertThat(list(actual, "", after))
                        .containsExactlyElementsOf(
                                expected.tailMap(after, false).values());
                assertThat(list(actual, "ns2", after))
                        .containsExactlyElementsOf(expected.tailMap(after, false).values().stream()
                                .filter(o -> o.key().namespace().equals("ns2"))
                                .toList());
            }
        }
        for (ObjectKey key : List.copyOf(expected.keySet())) {
            assertThat(actual.get(key)).isSameAs(expected.get(key));
            actual = actual.without(key);
        }
        assertThat(actual.size()).isZero();
        assertThat(list(actual, "", null)).isEmpty();
    }

    private static CachedObject object(ObjectKey key, long revision) {
        return new CachedObject(key, revision, new byte[0], Map.of(), Map.of());
    }

    private static List<CachedObject> list(SortedObjects objects, String namespace, ObjectKey after) {
        List<CachedObject> list = new ArrayList<>();
        objects.range(namespace, after).forEach(list::add);
        return list;
    }
}
