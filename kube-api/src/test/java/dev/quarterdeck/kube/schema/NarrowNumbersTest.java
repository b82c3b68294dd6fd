package dev.quarterdeck.kube.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class NarrowNumbersTest {
    private static final ObjectSchema DEPLOYMENT = SchemaCatalog.builtIn()
            .find(GroupVersionKind.of("apps/v1", "Deployment"))
            .orElseThrow();

    @ParameterizedTest
    @CsvSource({"4294967296,0", "4294967297,1", "-1,-1", "3.0,3", "1.5,1.5", "2147483648,-2147483648"})
    void aNumberFitsItsField(String written, String fitted) {
        ObjectNode object = Json.read(("{\"spec\":{\"replicas\":" + written + "}}").getBytes(StandardCharsets.UTF_8));

        NarrowNumbers.fit(object, DEPLOYMENT);

        assertThat(object.at("/spec/replicas").toString()).isEqualTo(fitted);
    }
}
