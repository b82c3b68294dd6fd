package dev.quarterdeck.gateway.authz.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleCoverTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get list | pods | | get | pods | | true",
                "get | pods | | get list | pods | | false",
                "* | pods | | delete | pods | | true",
                "get | pods | | * | pods | | false",
                "get | * | | get | pods | | true",
                "get | * | | get | pods/log | | true",
                "get | pods | | get | pods/log | | false",
                "get | */scale | | get | deployments/scale | | true",
                "get | */scale | | get | deployments | | false",
                "get | secrets | a | get | secrets | a | true",
                "get | secrets | a | get | secrets | b | false",
                "get | secrets | a | get | secrets | | false",
                "get | secrets | | get | secrets | a | true"
            })
    void rightsAreComparedOneByOne(
            String heldVerbs, String held, String heldName, String verbs, String wanted, String name, boolean covered) {
        assertThat(RuleCover.missing(List.of(rule(heldVerbs, held, heldName)), List.of(rule(verbs, wanted, name)))
                        .isEmpty())
                .isEqualTo(covered);
    }

    @Test
    void severalRulesTogetherCover() {
        List<Rule> held = List.of(Rule.of("get", "", "pods"), Rule.of("list", "", "pods"));
        assertThat(RuleCover.missing(held, List.of(Rule.of("get list", "", "pods"))))
                .isEmpty();
    }

    @Test
    void pathsAreCoveredByPathsAndStars() {
        Rule all = new Rule(List.of("get"), List.of(), List.of(), List.of(), List.of("/api/*"));
        Rule one = new Rule(List.of("get"), List.of(), List.of(), List.of(), List.of("/api/v1"));
        assertThat(RuleCover.missing(List.of(all), List.of(one))).isEmpty();
        assertThat(RuleCover.missing(List.of(one), List.of(all))).hasSize(1);
        assertThat(RuleCover.missing(List.of(Rule.of("*", "*", "*")), List.of(one)))
                .hasSize(1);
    }

    @Test
    void whatIsMissingIsToldInOneLinePerThing() {
        List<Rule> missing = RuleCover.missing(List.of(), Rule.read(Json.MAPPER.readTree("""
                        [{"verbs":["get","list"],"apiGroups":["apps"],"resources":["deployments"]},
                         {"verbs":["get"],"apiGroups":[""],"resources":["secrets"],"resourceNames":["a"]},
                         {"verbs":["get"],"nonResourceURLs":["/metrics"]}]""")));
        assertThat(RuleCover.describe(missing)).isEqualTo("""
                        {APIGroups:[""], Resources:["secrets"], ResourceNames:["a"], Verbs:["get"]}
                        {APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list"]}
                        {NonResourceURLs:["/metrics"], Verbs:["get"]}""");
    }

    private static Rule rule(String verbs, String resource, String name) {
        return new Rule(
                List.of(verbs.split(" ")),
                List.of(""),
                List.of(resource),
                name == null ? List.of() : List.of(name),
                List.of());
    }
}
