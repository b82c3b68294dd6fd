package dev.quarterdeck.kube.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarterdeck.kube.codec.ObjectDecoder.DecodedObject;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeBodyTest {

    private static final GroupVersionKind CONFIG_MAP = GroupVersionKind.of("v1", "ConfigMap");
    private static final GroupVersionKind DEPLOYMENT = GroupVersionKind.of("apps/v1", "Deployment");

    private final ObjectDecoder decoder = new ObjectDecoder(SchemaCatalog.builtIn());

    private DecodedObject decode(String body, String type, GroupVersionKind kind, FieldValidation validation) {
        return decoder.decode(body.getBytes(StandardCharsets.UTF_8), type, kind, validation);
    }

    private void refused(String body, String type, GroupVersionKind kind, String message) {
        assertThatThrownBy(() -> decode(body, type, kind, FieldValidation.STRICT))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400))
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | unexpected end of JSON input",
                "{\"a\" 1} | invalid character '1' after object key",
                "{a:1} | invalid character 'a' looking for beginning of object key string",
                "{\"a\":tru} | invalid character '}' in literal true (expecting 'e')",
                "{\"a\":01} | invalid character '1' after object key:value pair",
                "{\"a\":1.x} | invalid character 'x' after decimal point in numeric literal",
                "{\"a\":1e} | invalid character '}' in exponent of numeric literal",
                "{\"a\":-} | invalid character '}' in numeric literal",
                "{\"a\":\"\\q\"} | invalid character 'q' in string escape code",
                "{\"a\":\"\\u12G\"} | invalid character 'G' in \\u hexadecimal character escape",
                "{\"a\":1}} | invalid character '}' after top-level value",
                "{,} | invalid character ',' looking for beginning of object key string",
                "{\"a\":1,} | invalid character '}' looking for beginning of object key string",
                "{\"a\":[1 2]} | invalid character '2' after array element",
                "{\"a\":\"b | unexpected end of JSON input",
            })
    void malformedJsonIsExplained(String body, String why) {
        refused(
                body,
                "application/json",
                CONFIG_MAP,
                "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind;"
                        + " json parse error: " + why + " (" + body + ")");
    }

    @Test
    void emptyBodyAndArraysAreNoObjects() {
        refused(
                "",
                "application/json",
                CONFIG_MAP,
                "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind;"
                        + " json parse error: unexpected end of JSON input (<empty>)");
        assertThatThrownBy(() -> decode("[]", "application/json", CONFIG_MAP, FieldValidation.STRICT))
                .hasMessageContaining("json: cannot unmarshal array into Go value of type struct")
                .hasMessageEndingWith(" (5b5d)");
    }

    @Test
    void longBodiesAreCutInMessages() {
        refused(
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\"} x",
                null,
                CONFIG_MAP,
                "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error:"
                        + " invalid character 'x' after object key:value pair ({\"apiVersion\":\"v1\",\"kind\":\"Con ...)");
    }

    @Test
    void nestingIsBounded() {
        String body = "{\"a\":".repeat(5000) + "1" + "}".repeat(5000);
        assertThatThrownBy(() -> decode(body, null, CONFIG_MAP, FieldValidation.IGNORE))
                .hasMessageContaining("invalid character '{' exceeded max depth");
    }

    @Test
    void kindAndVersionAreFilledIn() {
        assertThat(decode("{\"data\":{}}", null, CONFIG_MAP, FieldValidation.STRICT)
                        .object()
                        .toString())
                .isEqualTo("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"data\":{}}");
    }

    @Test
    void otherKindsAreRefused() {
        refused(
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}",
                null,
                CONFIG_MAP,
                "Pod in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion");
        refused(
                "{\"apiVersion\":\"v9\",\"kind\":\"ConfigMap\"}",
                null,
                CONFIG_MAP,
                "ConfigMap in version \"v9\" cannot be handled as a ConfigMap: no kind \"ConfigMap\" is registered for version"
                        + " \"v9\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
        refused(
                "{\"apiVersion\":1,\"kind\":\"ConfigMap\"}",
                null,
                CONFIG_MAP,
                "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: json:"
                        + " cannot unmarshal number into Go struct field .apiVersion of type string ({\"apiVersion\":1,\"kind\":\"Config ...)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "foo", "application/cbor"})
    void unknownTypesAreUnsupported(String type) {
        assertThatThrownBy(() -> decode("{}", type, CONFIG_MAP, FieldValidation.STRICT))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(415))
                .hasMessage("the body of the request was in an unknown format - accepted media types include:"
                        + " application/json, application/yaml, application/vnd.kubernetes.protobuf");
        assertThat(decode("{}", "application/json; charset=utf-8", CONFIG_MAP, FieldValidation.STRICT)
                        .warnings())
                .isEmpty();
    }

    @Test
    void strictRefusesUnknownAndDuplicateFields() {
        String body =
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"name\":\"b\",\"namee\":1},"
                        + "\"foo\":1,\"foo\":2,\"data\":{\"a\":\"1\",\"a\":\"2\"}}";
        refused(
                body,
                null,
                CONFIG_MAP,
                "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: duplicate field"
                        + " \"metadata.name\", unknown field \"metadata.namee\", unknown field \"foo\", duplicate field \"data.a\"");
        DecodedObject warned = decode(body, null, CONFIG_MAP, FieldValidation.WARN);
        assertThat(warned.warnings()).contains("unknown field \"foo\"", "duplicate field \"data.a\"");
        assertThat(warned.object().toString())
                .isEqualTo(
                        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"b\"},\"data\":{\"a\":\"2\"}}");
        assertThat(decode(body, null, CONFIG_MAP, FieldValidation.IGNORE).warnings())
                .isEmpty();
    }

    @Test
    void unknownFieldsInListsCarryIndexes() {
        refused(
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"foo\":1,\"ports\":[{\"bar\":1}]}],\"zed\":1,"
                        + "\"nodeSelector\":{\"a\":\"b\",\"a\":\"c\"}}}}}",
                null,
                DEPLOYMENT,
                "Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: unknown field"
                        + " \"spec.template.spec.containers[0].foo\", unknown field \"spec.template.spec.containers[0].ports[0].bar\","
                        + " unknown field \"spec.template.spec.zed\", duplicate field \"spec.template.spec.nodeSelector.a\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"replicas\":\"x\"} | json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32",
                "{\"replicas\":1.5} | json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
                "{\"replicas\":1.0} | json: cannot unmarshal number 1.0 into Go struct field DeploymentSpec.spec.replicas of type int32",
                "{\"replicas\":3000000000} | json: cannot unmarshal number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32",
                "{\"template\":{\"spec\":{\"containers\":{\"a\":1}}}} | json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container",
                "{\"template\":{\"spec\":{\"containers\":[\"a\"]}}} | json: cannot unmarshal string into Go struct field PodSpec.spec.template.spec.containers of type v1.Container",
                "{\"template\":{\"spec\":{\"containers\":[{\"name\":\"a\",\"ports\":[{\"containerPort\":\"80\"}]}]}}} | json: cannot unmarshal string into Go struct field ContainerPort.spec.template.spec.containers.ports.containerPort of type int32",
                "{\"template\":{\"spec\":{\"containers\":[{\"resources\":{\"limits\":{\"cpu\":\"x\"}}}]}}} | quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                "{\"strategy\":{\"rollingUpdate\":{\"maxSurge\":true}}} | json: cannot unmarshal bool into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of type int32",
                "{\"template\":{\"spec\":{\"dnsPolicy\":1}}} | json: cannot unmarshal number into Go struct field PodSpec.spec.template.spec.dnsPolicy of type v1.DNSPolicy",
                "{\"template\":{\"spec\":{\"containers\":[{\"resources\":{\"limits\":[]}}]}}} | json: cannot unmarshal array into Go struct field ResourceRequirements.spec.template.spec.containers.resources.limits of type v1.ResourceList",
                "{\"selector\":{\"matchLabels\":{\"a\":1}}} | json: cannot unmarshal number into Go struct field LabelSelector.spec.selector.matchLabels of type string",
            })
    void typeErrorsAreWordedAsTheReference(String spec, String why) {
        refused(
                "{\"spec\":" + spec + "}",
                null,
                DEPLOYMENT,
                "Deployment in version \"v1\" cannot be handled as a Deployment: " + why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"metadata\":[]} | json: cannot unmarshal array into Go struct field ConfigMap.metadata of type v1.ObjectMeta",
                "{\"metadata\":{\"creationTimestamp\":\"nope\"}} | parsing time \"nope\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"nope\" as \"2006\"",
                "{\"metadata\":{\"creationTimestamp\":5}} | json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string",
                "{\"binaryData\":{\"a\":\"%%%\"}} | illegal base64 data at input byte 0",
            })
    void typeErrorsOfMetadataToo(String body, String why) {
        refused(body, null, CONFIG_MAP, "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: " + why);
    }

    @Test
    void nullIsAbsent() {
        assertThat(decode(
                                "{\"metadata\":{\"labels\":{\"a\":null},\"annotations\":null,\"creationTimestamp\":null},\"data\":null}",
                                null,
                                CONFIG_MAP,
                                FieldValidation.STRICT)
                        .object()
                        .get("metadata")
                        .toString())
                .isEqualTo("{\"labels\":{\"a\":\"\"}}");
    }

    @Test
    void numbersSurvive() {
        String text =
                "{\"a\":9223372036854775807,\"b\":123456789012345678901234567890,\"c\":0.1000000000000000055511151231257827,\"d\":1.0}";
        assertThat(JsonTreeReader.read(text.getBytes(StandardCharsets.UTF_8))
                        .tree()
                        .toString())
                .isEqualTo(text);
        assertThatThrownBy(() -> JsonTreeReader.read("{\"a\":1e999999999}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("json: cannot unmarshal number 1e999999999 into Go value of type float64");
    }

    @Test
    void yamlIsReadByTheRulesOfOnePointOne() {
        byte[] text = """
                # first
                a: yes
                b: 0644
                c: 0x10
                d: "yes"
                e: 2001-01-01
                f: ~
                g: 1_5
                h: |
                  two
                  lines
                i: !!str 5
                1: one
                true: two
                base: &base {x: 1, z: 2}
                copy: *base
                over: {<<: *base, z: 3}
                ---
                second: document
                """.getBytes(StandardCharsets.UTF_8);
        assertThat(YamlTreeReader.read(text).tree()).isEqualTo(Json.read("""
                                {"a":true,"b":420,"c":16,"d":"yes","e":"2001-01-01","f":null,"g":15,"h":"two\\nlines\\n","i":"5","1":"one",
                                 "true":"two","base":{"x":1,"z":2},"copy":{"x":1,"z":2},"over":{"z":3,"x":1}}""".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void tabsMayStandBetweenTheTokensOfAFlowCollection() {
        byte[] text = "\t{\n\t\"a\":\t\"x\ty\\t\\\"\",\n\t'b': ['\t', it's,\t1]\n}\n".getBytes(StandardCharsets.UTF_8);
        assertThat(YamlTreeReader.read(text).tree())
                .isEqualTo(Json.read(
                        "{\"a\":\"x\\ty\\t\\\"\",\"b\":[\"\\t\",\"it's\",1]}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void yamlDuplicatesAreNamedByLine() {
        String body = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, name: b}\nfoo: 1\n";
        refused(
                body,
                "application/yaml",
                CONFIG_MAP,
                "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: yaml: unmarshal errors:\n"
                        + "  line 3: key \"name\" already set in map, unknown field \"foo\"");
        assertThat(decode(body, "application/yaml", CONFIG_MAP, FieldValidation.WARN)
                        .warnings())
                .containsExactly("line 3: key \"name\" already set in map", "unknown field \"foo\"");
    }

    static Stream<Arguments> malformedYaml() {
        return Stream.of(
                Arguments.of("a: b: c", "yaml: mapping values are not allowed in this context"),
                Arguments.of("x: 1\na: b: c", "yaml: line 2: mapping values are not allowed in this context"),
                Arguments.of("x: 1\ny: 2\nz: \"x", "yaml: line 3: found unexpected end of stream"),
                Arguments.of("\ta: b", "yaml: found character that cannot start any token"),
                Arguments.of("x: 1\ny: [1, 2", "yaml: line 2: did not find expected ',' or ']'"),
                Arguments.of("x: 1\ny: [1, 2\nz: 3", "yaml: line 2: did not find expected ',' or ']'"),
                Arguments.of("x: 1\ny: {a: 1\nz: 3", "yaml: line 2: did not find expected ',' or '}'"),
                Arguments.of("x: 1\n  y: 2", "yaml: line 2: mapping values are not allowed in this context"),
                Arguments.of("x:\n  - a\n  b: c", "yaml: line 2: did not find expected '-' indicator"),
                Arguments.of("x: @a", "yaml: found character that cannot start any token"),
                Arguments.of("x: 1\ny: `a", "yaml: line 2: found character that cannot start any token"),
                Arguments.of("x: 1\nfoo\nbar: 1", "yaml: line 3: could not find expected ':'"),
                Arguments.of("x: |x\n  a", "yaml: did not find expected comment or line break"),
                Arguments.of("x: %a\ny: *", "yaml: found character that cannot start any token"),
                Arguments.of("x: &\n", "yaml: did not find expected alphabetic or numeric character"),
                Arguments.of("x: *nope", "yaml: unknown anchor 'nope' referenced"),
                Arguments.of("x: 'a\ny: b", "yaml: line 2: found unexpected end of stream"),
                Arguments.of("- a\nb: c", "yaml: line 1: did not find expected '-' indicator"),
                Arguments.of("a: 1\n- b", "yaml: line 1: did not find expected key"),
                Arguments.of("{", "yaml: line 1: did not find expected node content"),
                Arguments.of("[", "yaml: line 1: did not find expected node content"),
                Arguments.of("x: \"\\q\"", "yaml: found unknown escape character"),
                Arguments.of("x: 1\ny: !!int abc", "yaml: cannot decode !!str `abc` as a !!int"),
                Arguments.of("x: }", "yaml: did not find expected node content"),
                Arguments.of("x: 1\n y: 2\nz: 3", "yaml: line 2: mapping values are not allowed in this context"),
                Arguments.of("a: 1\n b: 2\n  c: 3", "yaml: line 2: mapping values are not allowed in this context"),
                Arguments.of("%YAML 3.0\n---\na: 1", "yaml: found incompatible YAML document"),
                Arguments.of("a:\n\tb: 1", "yaml: line 2: found character that cannot start any token"));
    }

    @ParameterizedTest
    @MethodSource
    void malformedYaml(String text, String message) {
        assertThatThrownBy(() -> YamlTreeReader.read(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedBodyException.class)
                .hasMessage(message);
    }

    @Test
    void yamlCannotGrowWithoutBound() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(10)));
        }
        assertThatThrownBy(() -> decode(bomb.toString(), "application/yaml", CONFIG_MAP, FieldValidation.IGNORE))
                .hasMessageContaining("yaml: document contains excessive aliasing");
    }
}
