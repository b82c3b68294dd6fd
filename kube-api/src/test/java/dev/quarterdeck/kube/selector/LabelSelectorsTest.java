package dev.quarterdeck.kube.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class LabelSelectorsTest {
    private static final Map<String, String> LABELS = Map.of("app", "web", "tier", "front", "n", "5", "empty", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app=web|true|app=web",
                "app==web|true|app=web",
                " app = web |true|app=web",
                "app!=web|false|app!=web",
                "other!=web|true|other!=web",
                "app in (web,db)|true|app in (db,web)",
                "app notin (db)|true|app notin (db)",
                "other notin (db)|true|other notin (db)",
                "app|true|app",
                "!app|false|!app",
                "!other,app|true|app,!other",
                "empty=|true|empty=",
                "app=,tier|false|app=,tier",
                "app in ()|false|app in ()",
                "empty in (,a)|true|empty in (,a)",
                "n>4|true|n>4",
                "n<5|false|n<5",
                "app>4|false|app>4",
                "in=in|false|in=in",
                "app in (in, notin)|false|app in (in,notin)",
                "tier=front,app=web|true|app=web,tier=front",
                "example.com/x notin (a,b)|true|example.com/x notin (a,b)",
            })
    void matchesAndWritesItself(String text, boolean matches, String written) {
        LabelSelector selector = LabelSelectors.parse(text);
        assertThat(selector.matches(LABELS)).isEqualTo(matches);
        assertThat(selector).hasToString(written);
        assertThat(LabelSelectors.parse(written)).isEqualTo(selector);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "x in a|unable to parse requirement: found 'a' expected: '('",
                "a=b=c|found '=', expected: ',' or 'end of string'",
                "a,|found '', expected: identifier after ','",
                ",a|found ',', expected: !, identifier, or 'end of string'",
                "=a|found '=', expected: !, identifier, or 'end of string'",
                "!|unable to parse requirement: found '', expected: identifier",
                "a=(|unable to parse requirement: found '(', expected: identifier",
                "a b|unable to parse requirement: found 'b', expected: !=, <, =, ==, >, in, notin",
                "a in (b|unable to parse requirement: found '', expected: ',' or ')'",
                "a>b|unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer",
            })
    void saysWhatItFoundAndWhatItExpected(String text, String message) {
        assertThatThrownBy(() -> LabelSelectors.parse(text))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessage(message);
    }

    @Test
    void refusesBadKeysAndValues() {
        assertThatThrownBy(() -> LabelSelectors.parse("-a=b"))
                .hasMessage(
                        "unable to parse requirement: <nil>: Invalid value: \"-a\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
        assertThatThrownBy(() -> LabelSelectors.parse("a=b/c"))
                .hasMessageStartingWith(
                        "unable to parse requirement: values[0][a]: Invalid value: \"b/c\": a valid label must be an empty string or consist of");
    }

    @Test
    void readsTheSelectorOfASpec() {
        LabelSelector selector = LabelSelectors.of(
                object(
                        "{\"matchLabels\":{\"app\":\"web\"},\"matchExpressions\":[{\"key\":\"tier\",\"operator\":\"In\",\"values\":[\"front\",\"back\"]},{\"key\":\"x\",\"operator\":\"DoesNotExist\"}]}"));
        assertThat(selector.matches(LABELS)).isTrue();
        assertThat(selector.matches(Map.of("app", "web", "tier", "front", "x", "")))
                .isFalse();
        assertThat(selector).hasToString("app=web,tier in (back,front),!x");
    }

    @Test
    void selectsNothingWithoutASelectorAndEverythingWithAnEmptyOne() {
        assertThat(LabelSelectors.of((ObjectNode) null).matches(LABELS)).isFalse();
        assertThat(LabelSelectors.of(object("{}")).matches(LABELS)).isTrue();
        assertThat(LabelSelectors.of(object("{}")).isEverything()).isTrue();
        assertThat(LabelSelectors.parse("").isEverything()).isTrue();
    }

    private static ObjectNode object(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8));
    }
}
