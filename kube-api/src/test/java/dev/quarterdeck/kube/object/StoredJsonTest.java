package dev.quarterdeck.kube.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredJsonTest {
    private static final Map<String, Set<String>> WANTED =
            Map.of("metadata", Set.of("name"), "spec", Set.of("node", "ips"), "type", Set.of());

    @Test
    void findsWhatIsWantedAndNothingElse() {
        assertThat(sparse("""
                {"kind":"Pod","metadata":{"labels":{"name":"no","a":"}\\"{["},"name":"web","finalizers":["x",{"name":"no"}]},
                 "spec" : { "list":[[1,2],{"node":"no"}], "node" : "n-1", "ips":[{"ip":"10.0.0.1"}], "on":true,"f":-1.5e3 },
                 "type":{"a":[null]},"status":{"node":"no"}}
                """)).isEqualTo("""
                {"metadata":{"name":"web"},"spec":{"node":"n-1","ips":[{"ip":"10.0.0.1"}]},"type":{"a":[null]}}""");
    }

    @Test
    void readsEscapesInNamesAndTexts() {
        assertThat(sparse("{\"m\\u0065tadata\":{\"n\\u0061me\":\"\\u00e4\\\"\\\\\"},\"x\":\"\\\\\",\"type\":\"ä€\"}"))
                .isEqualTo("{\"metadata\":{\"name\":\"ä\\\"\\\\\"},\"type\":\"ä€\"}");
    }

    @Test
    void takesTheLastOfFieldsOfOneName() {
        assertThat(sparse("{\"spec\":{\"node\":\"a\"},\"spec\":{\"ips\":1,\"ips\":2}}"))
                .isEqualTo("{\"spec\":{\"ips\":2}}");
        assertThat(sparse("{\"spec\":{\"node\":\"a\"},\"spec\":null}")).isEqualTo("{}");
    }

    @Test
    void findsNothingInAnEmptyObject() {
        assertThat(sparse(" {} ")).isEqualTo("{}");
        assertThat(sparse("{\"spec\":{},\"metadata\":[]}")).isEqualTo("{\"spec\":{}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "1", "{", "{\"a", "{\"a\":", "{\"a\":\"", "{\"spec\":{\"node\":\"a\"", "{\"a\":[1,"})
    void refusesWhatIsNoObjectOrEndsEarly(String json) {
        assertThatThrownBy(() -> sparse(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhereAValueLies() {
        byte[] json = bytes("{\"kind\":\"Pod\", \"metadata\": {\"name\":\"}\"} ,\"spec\":{}}");

        int[] found = StoredJson.find(json, "metadata");

        assertThat(new String(json, found[0], found[1] - found[0], StandardCharsets.UTF_8))
                .isEqualTo("{\"name\":\"}\"}");
        assertThat(StoredJson.find(json, "status")).isNull();
        assertThat(StoredJson.text(json, "kind")).isEqualTo("Pod");
        assertThat(StoredJson.text(json, "spec")).isNull();
        assertThat(StoredJson.text(json, "status")).isNull();
    }

    private static String sparse(String json) {
        return StoredJson.sparse(bytes(json), WANTED).toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void findsTheLargeParts() {
        String json =
                "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\",\"managedFields\":[{\"f\":{\"spec\":1}}],\"uid\":\"u\"},\"spec\" : {\"a\":[1]},\"status\":{}}";
        StoredJson.Parts parts = StoredJson.parts(json.getBytes(StandardCharsets.UTF_8));
        assertThat(json.substring(parts.managedFields()[0], parts.managedFields()[1]))
                .isEqualTo("[{\"f\":{\"spec\":1}}]");
        assertThat(json.substring(parts.spec()[0], parts.spec()[1])).isEqualTo("{\"a\":[1]}");
        assertThat(StoredJson.parts("{\"metadata\":null,\"spec\":{\"metadata\":{\"managedFields\":[]}}}"
                                .getBytes(StandardCharsets.UTF_8))
                        .managedFields())
                .isNull();
        assertThat(StoredJson.parts("{}".getBytes(StandardCharsets.UTF_8)).spec())
                .isNull();
        assertThatThrownBy(() -> StoredJson.parts("{\"spec\":{".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
