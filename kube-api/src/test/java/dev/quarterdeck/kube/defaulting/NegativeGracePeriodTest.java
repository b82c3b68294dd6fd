package dev.quarterdeck.kube.defaulting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class NegativeGracePeriodTest {
    private static final String SPEC = "{\"terminationGracePeriodSeconds\":-1,\"containers\":[]}";

    private static ObjectNode read(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void isOneSecondForAPod() {
        ObjectNode pod = read("{\"spec\":" + SPEC + "}");

        PodDefaults.pod(pod);

        assertThat(pod.at("/spec/terminationGracePeriodSeconds").asInt()).isEqualTo(1);
    }

    @Test
    void staysAsItIsInATemplate() {
        ObjectNode deployment = read("{\"template\":{\"spec\":" + SPEC + "}}");

        PodDefaults.template(deployment);

        assertThat(deployment.at("/template/spec/terminationGracePeriodSeconds").asInt())
                .isEqualTo(-1);
    }
}
