package dev.quarterdeck.kube.validation.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class StoredFormTest {
    private static final StoredForm SPEC = StoredForm.of("v1", "Pod", "spec");

    private static ObjectNode tree(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | {} | true",
                "{'dnsConfig':{}} | {} | false",
                "{'hostUsers':false} | {} | false",
                "{'runtimeClassName':''} | {} | false",
                "{'hostNetwork':false,'volumes':[],'nodeName':'','nodeSelector':{}} | {} | true",
                "{'overhead':{'cpu':'1'}} | {'overhead':{'cpu':'1000m'}} | true",
                "{'overhead':{'cpu':'1'}} | {'overhead':{'cpu':'2'}} | false",
                "{'containers':[{'name':'a','securityContext':{}}]} | {'containers':[{'name':'a','resources':{}}]} | false",
            })
    void nothingIsNotAnEmptyObject(String one, String other, boolean same) {
        assertThat(SPEC.same(tree(one), tree(other))).isEqualTo(same);
        assertThat(SPEC.same(tree(other), tree(one))).isEqualTo(same);
    }
}
