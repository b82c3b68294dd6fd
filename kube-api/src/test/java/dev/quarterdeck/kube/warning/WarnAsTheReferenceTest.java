package dev.quarterdeck.kube.warning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects that are taken and warned of, one by one as a kube-apiserver 1.36 warned when they were created. */
class WarnAsTheReferenceTest {

    @Test
    void everyCreationIsWarnedOf() throws Exception {
        List<String> different = new ArrayList<>();
        int compared = 0;
        try (var in = Objects.requireNonNull(WarnAsTheReferenceTest.class.getResourceAsStream("warnings.tsv"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.startsWith("#"))
                    .toList()) {
                String[] cells = line.split("\t", -1);
                ObjectNode object = Json.read(cells[0].getBytes(StandardCharsets.UTF_8));
                ObjectNode expected = Json.read(("{\"w\":" + cells[1] + "}").getBytes(StandardCharsets.UTF_8));
                List<String> words = new ArrayList<>();
                for (JsonNode word : expected.path("w")) {
                    words.add(word.stringValue());
                }
                String api = object.path("apiVersion").stringValue();
                int slash = api.indexOf('/');
                GroupVersionKind kind = new GroupVersionKind(
                        slash < 0 ? "" : api.substring(0, slash),
                        api.substring(slash + 1),
                        object.path("kind").stringValue());
                List<String> said = ObjectWarnings.of(kind, object, null);
                compared++;
                if (!said.equals(words)) {
                    different.add(cells[0] + "\n  wanted " + words + "\n  was " + said);
                }
            }
        }
        assertThat(compared).isGreaterThan(120);
        assertThat(different).isEmpty();
    }
}
