package dev.quarterdeck.controller.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TemplateRevisionsTest {

    @Test
    void theDataOfARevisionIsInTheOrderOfNames() {
        byte[] data = Json.write(TemplateRevisions.data(Json.read("""
                {"spec":{"containers":[{"name":"a","image":"i"}]},"metadata":{"labels":{"b":"2","a":"1"}}}""".getBytes(StandardCharsets.UTF_8))));
        assertThat(new String(data, StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"spec\":{\"template\":{\"$patch\":\"replace\",\"metadata\":{\"labels\":{\"a\":\"1\",\"b\":\"2\"}},"
                                + "\"spec\":{\"containers\":[{\"image\":\"i\",\"name\":\"a\"}]}}}}");
    }
}
