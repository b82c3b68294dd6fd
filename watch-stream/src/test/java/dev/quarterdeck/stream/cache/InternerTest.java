package dev.quarterdeck.stream.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.ObjectKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InternerTest {
    private final Interner interner = new Interner();

    @Test
    void whatManyObjectsHaveInCommonIsKeptOnce() {
        Map<String, String> labels = interner.labels(pairs("web"));
        ObjectKey key = interner.key(new ObjectKey(copy("shop"), "a"));
        assertThat(interner.labels(pairs("web"))).isSameAs(labels).containsExactly(Map.entry("app", "web"));
        assertThat(interner.key(new ObjectKey(copy("shop"), "b")).namespace()).isSameAs(key.namespace());
        assertThat(interner.labels(pairs("shop"))).isEqualTo(Map.of("app", "shop"));
    }

    @Test
    void growsWhereThereIsMuchToRemember() {
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < 100; i++) {
                interner.text("text-" + i);
            }
        }
        int kept = 0;
        for (int i = 0; i < 100; i++) {
            String text = copy("text-" + i);
            kept += interner.text(text) == text ? 0 : 1;
        }
        assertThat(kept).isGreaterThan(60);
    }

    private static String[] pairs(String app) {
        return new String[] {copy("app"), copy(app)};
    }

    /** Another object with the same characters. */
    private static String copy(String text) {
        return new StringBuilder(text).toString();
    }
}
