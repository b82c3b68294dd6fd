package dev.quarterdeck.kube.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.customresource.CustomResourceSchema;
import dev.quarterdeck.kube.object.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What the configuration of a custom object may hold. */
class CheckCustomTypesTest {
    private static ObjectNode tree(String json) {
        return Json.read(json.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String check(String schema, String config) {
        CustomResourceSchema compiled = CustomResourceSchema.compile(tree(schema));
        return TypeCheck.find(tree(config), MergeTypes.ofVerbatimKinds().ofKind(compiled.objectSchema()));
    }

    @Test
    void unknownFieldsOfAStructureAreRefused() {
        assertThat(check(
                        "{'type':'object','properties':{'spec':{'type':'object','properties':{'a':{'type':'string'}}}}}",
                        "{'spec':{'a':'x','b':{'c':1}}}"))
                .isEqualTo(".spec.b: field not declared in schema");
    }

    @Test
    void unknownFieldsThatAreKeptMayBeApplied() {
        String kept = "'x-kubernetes-preserve-unknown-fields':true";
        assertThat(check(
                        "{'type':'object','properties':{'spec':{'type':'object'," + kept
                                + ",'properties':{'a':{'type':'string'}}}}}",
                        "{'spec':{'a':'x','b':{'c':[1]}}}"))
                .isEmpty();
        assertThat(check("{'type':'object'," + kept + "}", "{'metadata':{'name':'n'},'spec':{'b':{'c':1}}}"))
                .isEmpty();
        assertThat(check(
                        "{'type':'object','properties':{'spec':{'type':'object'," + kept
                                + ",'properties':{'a':{'type':'string'}}}}}",
                        "{'spec':{'a':{}}}"))
                .isNotEmpty();
    }

    @Test
    void whatIsOwnedAsAWholeHasATypeToo() {
        String schema =
                "{'type':'object','properties':{'l':{'type':'array','items':{'type':'object','properties':{'a':{'type':'string'}}}},"
                        + "'m':{'type':'object','x-kubernetes-map-type':'atomic','properties':{'a':{'type':'integer'}}}}}";
        assertThat(check(schema, "{'l':[{'a':'x'},{'a':7}]}"))
                .isEqualTo(".l[1].a: expected string, got &value.valueUnstructured{Value:7}");
        assertThat(check(schema, "{'l':['x']}")).isEqualTo(".l[0]: expected map, got &{x}");
        assertThat(check(schema, "{'m':{'a':1,'b':2}}")).isEqualTo(".m.b: field not declared in schema");
    }
}
