package dev.quarterdeck.kube.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class EncodedObjectTest {

    @Test
    void putsTheRevisionIntoMetadataWithoutEncodingAgain() {
        ObjectNode object = Json.read(
                "{\"data\":{\"ä\":\"ö\"},\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"3\"},\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"}"
                        .getBytes(StandardCharsets.UTF_8));
        EncodedObject encoded = EncodedObject.of(object);
        assertThat(new String(encoded.withResourceVersion(12345), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"12345\",\"name\":\"a\"},\"data\":{\"ä\":\"ö\"}}");
        assertThat(Metadata.of(object).resourceVersion()).isEqualTo("3");
    }

    @Test
    void worksWhereMetadataIsEmpty() {
        assertThat(new String(EncodedObject.of(Json.object()).withResourceVersion(7), StandardCharsets.UTF_8))
                .isEqualTo("{\"metadata\":{\"resourceVersion\":\"7\"}}");
    }
}
