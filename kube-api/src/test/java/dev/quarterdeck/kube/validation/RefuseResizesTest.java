package dev.quarterdeck.kube.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.defaulting.BuiltInDefaults;
import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What {@code pods/resize} says to a pod whose containers look otherwise than before. */
class RefuseResizesTest {
    private static final Validator VALIDATOR = BuiltInValidation.validator();
    private static final String CONTAINER = "{'name':'c','image':'i','resources':{'requests':{'cpu':'1'}}}";

    private static ObjectNode pod(String spec) {
        ObjectNode pod = Json.read(
                ("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','namespace':'n','uid':'u','resourceVersion':'1'},'spec':"
                                + spec + "}")
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8));
        BuiltInDefaults.defaulter().apply(Types.kind(pod), pod);
        return pod;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'name':'c','image':'i','resources':{'requests':{'cpu':'2','memory':'1Gi'}}} |",
                "{'name':'d','image':'i','resources':{'requests':{'cpu':'1'}}} | spec.containers[0].name",
                "{'name':'c','image':'i'} | spec.containers[0].resources.requests",
                "{'name':'c','image':'i','resources':{'requests':{'cpu':'1'},'limits':{'example.com/gpu':'1'}}} | spec",
                "{'name':'c','image':'j','resources':{'requests':{'cpu':'1'}}} | spec",
                "{'name':'c','image':'i','resources':{'requests':{'cpu':'1'}}},{'name':'d','image':'i'} | spec.containers",
            })
    void onlyCpuAndMemoryChange(String containers, String field) {
        ObjectNode old = pod("{'containers':[" + CONTAINER + "]}");
        ObjectNode now = pod("{'containers':[" + containers + "]}");

        assertThat(VALIDATOR.onSubresourceUpdate(Types.of(now), "resize", now, old))
                .extracting(error -> error.field())
                .isEqualTo(field == null ? java.util.List.of() : java.util.List.of(field));
    }

    @ParameterizedTest
    @CsvSource({"windows,[]"})
    void podsThatAreNotResizedAreToldOnlyThat(String os, String field) {
        ObjectNode old = pod("{'os':{'name':'" + os + "'},'containers':[" + CONTAINER + "]}");
        ObjectNode now = pod("{'containers':[]}");

        assertThat(VALIDATOR.onSubresourceUpdate(Types.of(now), "resize", now, old))
                .extracting(error -> error.field())
                .containsExactly(field);
    }
}
