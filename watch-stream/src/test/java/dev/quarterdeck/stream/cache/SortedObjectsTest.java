package dev.quarterdeck.stream.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionResource;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.selector.FieldSelectors;
import dev.quarterdeck.kube.selector.LabelSelectors;
import java.util.ArrayList;
import java.util.Arrays;
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
                assertThat(list(actual, "ns1", after)).isEmpty();
                assertThat(actual.range("ns1", after).size()).isZero();
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

    /** Enough for several blocks, which split where keys come in order and where they come anywhere, and which go away. */
    @Test
    void staysInOrderWhereItHasManyBlocks() {
        Random random = new Random(3);
        List<CachedObject> first = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            first.add(sized("m" + (100_000 + i), i % 7));
        }
        SortedObjects actual = SortedObjects.ofSorted(first);
        TreeMap<ObjectKey, CachedObject> expected = new TreeMap<>();
        first.forEach(o -> expected.put(o.key(), o));
        for (int round = 0; round < 60; round++) {
            SortedObjects.Editor editor = actual.edit();
            for (int i = 0; i < 1000; i++) {
                int at = round < 30 ? random.nextInt(200_000) : 120_000 + 1000 * round + i;
                CachedObject object = sized("m" + (100_000 + at), at % 5);
                editor.put(object);
                expected.put(object.key(), object);
            }
            actual = editor.done();
        }
        assertSame(actual, expected);
        List<ObjectKey> keys = new ArrayList<>(expected.keySet());
        List<ObjectKey> gone = new ArrayList<>(keys.subList(0, 30_000));
        gone.addAll(keys.subList(40_000, 40_100));
        for (ObjectKey key : gone) {
            actual = actual.without(key);
            expected.remove(key);
        }
        assertSame(actual, expected);
    }

    private static void assertSame(SortedObjects actual, TreeMap<ObjectKey, CachedObject> expected) {
        ObjectRange all = actual.range("", null);
        assertThat(all).containsExactlyElementsOf(expected.values());
        assertThat(all.size()).isEqualTo(expected.size()).isEqualTo(actual.size());
        assertThat(all.bytes())
                .isEqualTo(expected.values().stream()
                        .mapToLong(o -> o.json().length)
                        .sum());
        assertThat(all.last()).isSameAs(expected.lastEntry().getValue());
        // page after page
        List<CachedObject> paged = new ArrayList<>();
        ObjectKey after = null;
        for (int left = expected.size(); left > 0; left -= 999) {
            ObjectRange rest = actual.range("", after);
            assertThat(rest.size()).isEqualTo(left);
            ObjectRange page = rest.first(999);
            page.forEach(paged::add);
            after = page.last().key();
        }
        assertThat(paged).containsExactlyElementsOf(expected.values());
        assertThat(actual.range("", after).isEmpty()).isTrue();
    }

    private static CachedObject object(ObjectKey key, long revision) {
        return new CachedObject(key, revision, new byte[0], Map.of(), Map.of());
    }

    private static List<CachedObject> list(SortedObjects objects, String namespace, ObjectKey after) {
        List<CachedObject> list = new ArrayList<>();
        objects.range(namespace, after).forEach(list::add);
        return list;
    }

    @Test
    void countsARangeAndTakesItsBeginning() {
        SortedObjects objects = SortedObjects.EMPTY;
        for (int i = 0; i < 1000; i++) {
            objects = objects.with(sized("ns" + i % 3, i));
        }
        for (String namespace : List.of("", "ns0", "ns1", "ns2", "none", "z")) {
            for (ObjectKey after : Arrays.asList(null, new ObjectKey("ns1", "o500"), new ObjectKey("zz", ""))) {
                List<CachedObject> all = list(objects, namespace, after);
                ObjectRange range = objects.range(namespace, after);
                assertThat(range.size()).isEqualTo(all.size());
                assertThat(range.isEmpty()).isEqualTo(all.isEmpty());
                assertThat(range.bytes())
                        .isEqualTo(all.stream().mapToLong(o -> o.json().length).sum());
                for (int count : List.of(0, 1, 63, 64, 65, 300, 2000)) {
                    List<CachedObject> some = all.subList(0, Math.min(count, all.size()));
                    assertThat(range.first(count)).containsExactlyElementsOf(some);
                    assertThat(range.first(count).size()).isEqualTo(some.size());
                    if (!some.isEmpty()) {
                        assertThat(range.first(count).last()).isSameAs(some.getLast());
                    }
                }
            }
        }
    }

    @Test
    void findsByLabelsAndFieldsWhatALookAtEveryObjectFinds() {
        Random random = new Random(11);
        SortedObjects objects = SortedObjects.EMPTY;
        for (int i = 0; i < 2000; i++) {
            Map<String, String> labels =
                    random.nextInt(4) == 0 ? Map.of() : Map.of("app", "a" + i / 100, "tier", "t" + random.nextInt(3));
            Map<String, String> fields = random.nextBoolean()
                    ? Map.of("spec.nodeName", "n" + random.nextInt(50))
                    : Map.of("spec.nodeName", "", "status.phase", "Failed");
            objects = objects.with(new CachedObject(key(i), i, new byte[0], labels, fields));
        }
        ResourceType pods = BuiltInResources.catalog()
                .find(new GroupVersionResource("", "v1", "pods"))
                .orElseThrow();
        for (String selector : List.of(
                "app=a7",
                "app=none",
                "app in (a1,a19)",
                "app",
                "!app",
                "app!=a3",
                "app notin (a1,a2)",
                "app=a7,tier=t1",
                "tier in (t0,t1),app")) {
            for (String field : List.of(
                    "",
                    "spec.nodeName=n7",
                    "spec.nodeName=",
                    "spec.nodeName!=",
                    "status.phase=Failed",
                    "spec.nodeName=x")) {
                Selection selection = new Selection(LabelSelectors.parse(selector), FieldSelectors.parse(pods, field));
                List<CachedObject> expected = list(objects, "", null).stream()
                        .filter(selection::matches)
                        .toList();
                List<CachedObject> found = new ArrayList<>();
                objects.range("", null).matching(selection).forEachRemaining(found::add);
                assertThat(found).as(selector + " " + field).containsExactlyElementsOf(expected);
            }
        }
    }

    private static ObjectKey key(int i) {
        return new ObjectKey("ns" + i % 5, "o" + (10_000 + i));
    }

    private static CachedObject sized(String namespace, int i) {
        return new CachedObject(new ObjectKey(namespace, "o" + i), i, new byte[i], Map.of(), Map.of());
    }
}
