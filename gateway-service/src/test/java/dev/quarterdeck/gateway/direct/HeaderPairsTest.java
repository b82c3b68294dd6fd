package dev.quarterdeck.gateway.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

class HeaderPairsTest {
    private final HeaderPairs pairs = new HeaderPairs();

    @Test
    void findsNamesInAnyCase() {
        pairs.add("content-type", "a");
        pairs.add("Accept", "b");
        pairs.add("ACCEPT", "c");
        assertThat(pairs.getFirst("Content-Type")).isEqualTo("a");
        assertThat(pairs.get("accept")).containsExactly("b", "c");
        assertThat(pairs.get("none")).isNull();
        assertThat(pairs.containsKey("CONTENT-TYPE")).isTrue();
        assertThat(pairs).hasSize(2);
        assertThat(pairs).isEqualTo(Map.of("content-type", List.of("a"), "Accept", List.of("b", "c")));
        assertThat(pairs.toSingleValueMap()).isEqualTo(Map.of("content-type", "a", "Accept", "b"));
    }

    @Test
    void replacesAndRemovesAllOfAName() {
        for (int i = 0; i < 20; i++) {
            pairs.add(i % 2 == 0 ? "x" : "y", "v" + i);
        }
        pairs.set("X", "only");
        assertThat(pairs.get("x")).containsExactly("only");
        assertThat(pairs.remove("y")).hasSize(10);
        assertThat(pairs.put("z", List.of("1", "2"))).isNull();
        assertThat(pairs.keySet()).containsExactly("X", "z");
        pairs.clear();
        assertThat(pairs).isEmpty();
    }

    @Test
    void servesAsHeadersOfSpring() {
        HttpHeaders headers = new HttpHeaders(pairs);
        headers.setContentLength(7);
        headers.add(HttpHeaders.WARNING, "299 - \"a\"");
        headers.add(HttpHeaders.WARNING, "299 - \"b\"");
        assertThat(headers.getContentLength()).isEqualTo(7);
        assertThat(headers.getOrEmpty("warning")).hasSize(2);
        assertThat(headers.getOrEmpty("none")).isEmpty();
    }
}
