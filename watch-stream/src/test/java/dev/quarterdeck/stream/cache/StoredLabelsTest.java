package dev.quarterdeck.stream.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredLabelsTest {
    private static Map<String, String> labels(String json) {
        return new Labels(StoredLabels.read(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsTheLabelsOfTheObjectItself() {
        assertThat(
                        labels(
                                "{\"kind\":\"Pod\",\"spec\":{\"metadata\":{\"labels\":{\"no\":\"no\"}}},"
                                        + "\"metadata\":{\"managedFields\":[{\"labels\":{\"no\":\"no\"}}],\"labels\":{\"a\":\"ü\",\"b\":\"\"}}}"))
                .isEqualTo(Map.of("a", "ü", "b", ""));
    }

    @Test
    void findsNoneWhereThereAreNone() {
        assertThat(labels("{}")).isEmpty();
        assertThat(labels("{\"metadata\":{}}")).isEmpty();
        assertThat(labels("{\"metadata\":{\"labels\":null}}")).isEmpty();
        assertThat(labels("{\"metadata\":{\"labels\":{}}}")).isEmpty();
        assertThat(labels("{\"metadata\":{\"labels\":{\"a\":{\"b\":1}}}}")).isEmpty();
    }
}
