package dev.quarterdeck.kube.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

class JsonPathTest {
    private static final ObjectNode ROOT =
            Json.read(("{\"a\":{\"b.c\":1,\"d\":[{\"n\":\"x\",\"v\":1},{\"n\":\"y\",\"v\":2},{\"n\":\"z\"}]},"
                            + "\"deep\":{\"n\":\"w\"},\"e\":[1,2,3,4]}")
                    .getBytes(StandardCharsets.UTF_8));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".a['b.c']|[1]",
                ".a.b\\.c|[1]",
                "{.e[0]}|[1]",
                "e[-1]|[4]",
                "$.e[1:3]|[2,3]",
                ".e[::2]|[1,3]",
                ".e[*]|[1,2,3,4]",
                ".a.d[*].n|[\"x\",\"y\",\"z\"]",
                ".a.d[?(@.n==\"y\")].v|[2]",
                ".a.d[?(@.n == 'y')].v|[2]",
                ".a.d[?(@.v>1)].n|[\"y\"]",
                ".a.d[?(@.v)].n|[\"x\",\"y\"]",
                ".a.d[?(@.n!=\"x\")].n|[\"y\",\"z\"]",
                "..n|[\"x\",\"y\",\"z\",\"w\"]",
                ".missing.field|[]",
                ".e[9]|[]",
            })
    void finds(String path, String expected) {
        assertThat(JsonPath.parse(path).find(ROOT).toString().replace(" ", "")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {".a[", ".a[x]", ".a[?(@.b==c)]", ".a b", ".a['b]", "."})
    void refusesWhatItCannotRead(String path) {
        if (path.equals(".")) {
            assertThat(JsonPath.parse(path).find(ROOT)).containsExactly(ROOT);
            return;
        }
        assertThatThrownBy(() -> JsonPath.parse(path).find(ROOT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void setsWhatIsPlain() {
        ObjectNode object = Json.object();
        assertThat(JsonPath.parse(".spec.replicas").set(object, IntNode.valueOf(3)))
                .isTrue();
        assertThat(object.toString()).isEqualTo("{\"spec\":{\"replicas\":3}}");
        assertThat(JsonPath.parse(".spec.list[0]").set(object, IntNode.valueOf(3)))
                .isFalse();
        object.put("spec", "text");
        assertThat(JsonPath.parse(".spec.replicas").set(object, IntNode.valueOf(3)))
                .isFalse();
    }

    @Test
    void endlessPathsAreRefused() {
        assertThatThrownBy(() -> JsonPath.parse(".a".repeat(3000))).isInstanceOf(IllegalArgumentException.class);
    }
}
