package dev.quarterdeck.cel.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.cel.type.DeclaredType;
import dev.quarterdeck.cel.type.JsonValues;
import dev.quarterdeck.kube.customresource.JsonSchema;
import dev.quarterdeck.kube.object.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionsTest {
    private static final DeclaredType SELF = DeclaredType.ofSchema(
                    JsonSchema.of(Json.MAPPER.readTree("""
                            {"type":"object","properties":{
                              "n":{"type":"integer"},"s":{"type":"string","maxLength":10},"namespace":{"type":"string"},
                              "list":{"type":"array","maxItems":5,"items":{"type":"string","maxLength":4}},
                              "map":{"type":"object","additionalProperties":{"type":"integer"}},
                              "port":{"x-kubernetes-int-or-string":true},
                              "when":{"type":"string","format":"date-time"},"for":{"type":"string","format":"duration"}}}""")), "object", false)
            .orElseThrow();
    private static final Expressions EXPRESSIONS = Expressions.over(Map.of("self", SELF, "any", DeclaredType.DYN));
    private static final Map<String, Object> BINDINGS = Map.of(
            "self",
            JsonValues.of(
                    Json.MAPPER.readTree(
                            "{\"n\":5,\"s\":\"abc\",\"namespace\":\"ns\",\"list\":[\"b\",\"a\"],\"map\":{\"a-b\":1},\"port\":80,\"when\":\"2024-01-02T03:04:05Z\",\"for\":\"90s\"}"),
                    SELF),
            "any",
            JsonValues.of(Json.MAPPER.readTree("{\"x\":[1,2.5,\"c\"],\"nil\":null}")));

    private static Outcome run(String text) {
        Compilation compilation = EXPRESSIONS.compile(text);
        assertThat(compilation).as(text).isInstanceOf(Compilation.Compiled.class);
        return ((Compilation.Compiled) compilation).program().evaluate(BINDINGS, new Budget(Budget.PER_REQUEST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "self.n == 5 && self.s.startsWith('a')",
                "self.__namespace__ == 'ns'",
                "self.namespace == 'ns' && has(self.namespace)",
                "self.list.all(x, x.size() == 1)",
                "self.list.all(i, v, i < 2 && v != '')",
                "!self.list.isSorted() && self.list.max() == 'b' && self.list.indexOf('a') == 1 && [1, 2].sum() == 3",
                "self.map['a-b'] == 1 && 'a-b' in self.map",
                "self.port == 80 || self.port == 'http'",
                "self.when > timestamp('2023-01-01T00:00:00Z') && self.__for__ > duration('1m')",
                "any.x[1] > 2 && any.nil == null && !has(any.zz)",
                "self.?s.orValue('') == 'abc' && optional.of(1).hasValue()",
                "'a1b22'.find('[0-9]+') == '1' && 'a1b22'.findAll('[0-9]+') == ['1', '22']",
                "url('https://h:80/p?a=1').getPort() == '80' && url('https://h:80/p?a=1').getQuery() == {'a': ['1']} && !isURL('h')",
                "quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('1').add(1).asInteger() == 2 && !isQuantity('x')",
                "ip('10.0.0.1').family() == 4 && ip.isCanonical('::1') && !isIP('::ffff:1.2.3.4') && string(ip('2001:db8:0:0::1')) == '2001:db8::1'",
                "cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.0.0.0/8').prefixLength() == 8",
                "format.dns1123Label().validate('A').hasValue() && !format.named('uuid').value().validate('123e4567-e89b-12d3-a456-426614174000').hasValue()",
                "semver('1.2.3').isLessThan(semver('1.10.0')) && isSemver('v1', true) && semver('1.0.0-a').compareTo(semver('1.0.0')) == -1",
                "'%s is %d and %.1f'.format(['a', 1, 2.5]) == 'a is 1 and 2.5'",
                "sets.contains([1, 2], [2]) && [3, 1].sort() == [1, 3] && 'A-b'.lowerAscii() == 'a-b' && 'a,b'.split(',').join('-') == 'a-b'"
            })
    void expressions_that_hold(String text) {
        assertThat(run(text)).as(text).isEqualTo(new Outcome.Value(true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "any.zz == 1 | no such key: zz",
                "self.list[7] == '' | index out of bounds: 7",
                "1 / (self.n - 5) == 1 | division by zero",
                "quantity(self.s) == quantity('1') | quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                "any.x + 1 == 2 | no such overload"
            })
    void expressions_that_fail(String text, String message) {
        assertThat(run(text)).isEqualTo(new Outcome.Failed(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "self.q | ERROR: <input>:1:5: undefined field 'q'",
                "self.n + 'x' | ERROR: <input>:1:8: found no matching overload for '_+_' applied to '(int, string)'",
                "foo | ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')",
                "self. | ERROR: <input>:1:6: Syntax error: no viable alternative at input '.'",
                "'a'.matches('[') | ERROR: <input>:1:13: invalid matches argument"
            })
    void expressions_that_are_refused(String text, String start) {
        Compilation compilation = EXPRESSIONS.compile(text);
        assertThat(compilation).isInstanceOf(Compilation.Refused.class);
        assertThat(((Compilation.Refused) compilation).detail()).startsWith("compilation failed: " + start);
    }

    @Test
    void a_result_of_another_type_is_told() {
        assertThat(EXPRESSIONS.compile("self.n", DeclaredType.BOOL)).isEqualTo(new Compilation.WrongType("int"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "self.n == 5 | 3",
                "self.s == 'abc' | 3",
                "self.list.all(x, x == 'a') | 10",
                "self.s.contains('ab') | 3"
            })
    void cost_is_counted_in_the_units_of_the_reference(String text, long cost) {
        Program program = ((Compilation.Compiled) EXPRESSIONS.compile(text)).program();
        assertThat(program.actualCost(BINDINGS)).isEqualTo(cost);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "self.list.all(x, x == 'a') | 27",
                "self.s.contains('ab') | 6",
                "self.map.all(k, self.map[k] > 0) | 2097155"
            })
    void cost_is_estimated_from_declared_sizes(String text, long most) {
        Program program = ((Compilation.Compiled) EXPRESSIONS.compile(text)).program();
        assertThat(program.estimatedCost()).isLessThanOrEqualTo(most * 2).isGreaterThan(0);
    }

    @Test
    void an_evaluation_ends_when_it_costs_too_much() {
        Program program = ((Compilation.Compiled) EXPRESSIONS.compile(
                        "lists.range(1000).all(a, lists.range(1000).all(b, lists.range(1000).all(c, a + b + c >= 0)))"))
                .program();
        assertThat(program.evaluate(BINDINGS, new Budget(Budget.PER_REQUEST))).isEqualTo(new Outcome.TooCostly());
    }
}
