package dev.quarterdeck.kube.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** Each string, and how kube-apiserver 1.36 wrote it as a value two levels deep. */
class YamlWriterTest {

    static Stream<Arguments> strings() {
        return Stream.of(
                Arguments.of("", "\"\""),
                Arguments.of("a", "a"),
                Arguments.of("true", "\"true\""),
                Arguments.of("yes", "\"yes\""),
                Arguments.of("y", "\"y\""),
                Arguments.of("null", "\"null\""),
                Arguments.of("~", "\"~\""),
                Arguments.of("1", "\"1\""),
                Arguments.of("0x1f", "\"0x1f\""),
                Arguments.of("1e3", "\"1e3\""),
                Arguments.of("1.5", "\"1.5\""),
                Arguments.of("0644", "\"0644\""),
                Arguments.of(".inf", "\".inf\""),
                Arguments.of("2001-01-01", "\"2001-01-01\""),
                Arguments.of("2024-01-01T00:00:00Z", "\"2024-01-01T00:00:00Z\""),
                Arguments.of("2001-1-1 1:2:3", "\"2001-1-1 1:2:3\""),
                Arguments.of("12:30:45", "\"12:30:45\""),
                Arguments.of("a: b", "'a: b'"),
                Arguments.of("a #b", "'a #b'"),
                Arguments.of("#a", "'#a'"),
                Arguments.of("- a", "'- a'"),
                Arguments.of("-a", "-a"),
                Arguments.of("-", "'-'"),
                Arguments.of("?", "'?'"),
                Arguments.of("? a", "'? a'"),
                Arguments.of("a?", "a?"),
                Arguments.of(":a", ":a"),
                Arguments.of("a:", "'a:'"),
                Arguments.of("[a", "'[a'"),
                Arguments.of("{a", "'{a'"),
                Arguments.of("a,b", "a,b"),
                Arguments.of("&a", "'&a'"),
                Arguments.of("*a", "'*a'"),
                Arguments.of("!a", "'!a'"),
                Arguments.of("|a", "'|a'"),
                Arguments.of(">a", "'>a'"),
                Arguments.of("'a", "'''a'"),
                Arguments.of("\"a", "'\"a'"),
                Arguments.of("%a", "'%a'"),
                Arguments.of("@a", "'@a'"),
                Arguments.of("`a", "'`a'"),
                Arguments.of(" a", "' a'"),
                Arguments.of("a ", "'a '"),
                Arguments.of("a\nb", "|-\n    a\n    b"),
                Arguments.of("a\nb\n", "|\n    a\n    b"),
                Arguments.of("a\nb\n\n", "|+\n    a\n    b\n"),
                Arguments.of("\na", "|2-\n\n    a"),
                Arguments.of(" a\nb", "|2-\n     a\n    b"),
                Arguments.of("a \nb", "\"a \\nb\""),
                Arguments.of("a\tb", "\"a\\tb\""),
                Arguments.of("\ta", "\"\\ta\""),
                Arguments.of("a\u0001b", "\"a\\x01b\""),
                Arguments.of("\u00e9", "\u00e9"),
                Arguments.of("\u65e5\u672c", "\u65e5\u672c"),
                Arguments.of("\ud83d\ude00", "\"\\U0001F600\""),
                Arguments.of("a'b", "a'b"),
                Arguments.of("a\"b", "a\"b"),
                Arguments.of("a\\b", "a\\b"),
                Arguments.of(
                        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
                Arguments.of(
                        "word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word ",
                        "'word word word word word word word word word word word word word word word\n    word word word word word word word word word word word word word word word word\n    word word word word word word word word word '"),
                Arguments.of("a\r\nb", "\"a\\r\\nb\""),
                Arguments.of("---", "'---'"),
                Arguments.of("...", "'...'"),
                Arguments.of("--- a", "'--- a'"),
                Arguments.of("=", "="),
                Arguments.of("<<", "<<"),
                Arguments.of("+1", "\"+1\""),
                Arguments.of("1_000", "\"1_000\""),
                Arguments.of("0b1", "\"0b1\""),
                Arguments.of("0o7", "\"0o7\""),
                Arguments.of("1:2", "\"1:2\""),
                Arguments.of("\ufeff", "\"\\uFEFF\""),
                Arguments.of("a\n", "|\n    a"),
                Arguments.of("\n", "|2+\n"),
                Arguments.of("\n\n", "|2+\n\n"),
                Arguments.of("  ", "'  '"),
                Arguments.of("a\n  b\n c", "|-\n    a\n      b\n     c"),
                Arguments.of("NaN", "NaN"),
                Arguments.of(".nan", "\".nan\""),
                Arguments.of("off", "\"off\""),
                Arguments.of("No", "\"No\""));
    }

    @ParameterizedTest
    @MethodSource("strings")
    void stringsAreWrittenAsTheReferenceWritesThem(String value, String written) {
        ObjectNode tree = Json.object();
        tree.putObject("data").put("kkk", value);
        byte[] yaml = YamlWriter.write(tree);
        assertThat(new String(yaml, StandardCharsets.UTF_8).stripTrailing())
                .isEqualTo(("data:\n  kkk: " + written).stripTrailing());
        assertThat(YamlTreeReader.read(yaml).tree()).isEqualTo(tree);
    }

    @Test
    void keysAreSortedAndListsStandLevelWithTheirKey() {
        ObjectNode tree = Json.read("""
                {"b":[{"y":1,"x":[[1,2],[]]},"s",{}],"a10":null,"a9":true,"true":1.5,"1":"2","e":{},"f":[],"b-c":0,"b.c":0,"b_c":0}""".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(YamlWriter.write(tree), StandardCharsets.UTF_8)).isEqualTo("""
                        "1": "2"
                        a9: true
                        a10: null
                        b:
                        - x:
                          - - 1
                            - 2
                          - []
                          "y": 1
                        - s
                        - {}
                        b-c: 0
                        b.c: 0
                        b_c: 0
                        e: {}
                        f: []
                        "true": 1.5
                        """);
    }

    @Test
    void longKeysAreWrittenOut() {
        ObjectNode tree = Json.object().put("k".repeat(200), "v");
        assertThat(YamlTreeReader.read(YamlWriter.write(tree)).tree()).isEqualTo(tree);
    }
}
