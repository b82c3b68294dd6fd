package dev.quarterdeck.reconcile.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ModelsTest {
    @Test
    void managedFieldsAreNeitherReadNorWritten() {
        Pod pod = Models.shared().unmarshal("""
                        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","labels":{"app":"web"},"managedFields":[
                         {"manager":"kubectl","operation":"Update","fieldsType":"FieldsV1","fieldsV1":{"f:spec":{}}}],"uid":"u"},
                         "spec":{"nodeName":"n"}}""", Pod.class);

        assertThat(pod.getMetadata().getManagedFields()).isEmpty();
        assertThat(pod.getMetadata().getAdditionalProperties()).isEmpty();
        assertThat(pod.getMetadata().getUid()).isEqualTo("u");
        assertThat(pod.getSpec().getNodeName()).isEqualTo("n");
        assertThat(Models.shared().asJson(pod)).contains("\"uid\":\"u\"").doesNotContain("managedFields");
    }

    @Test
    void bytesAreReadAsTextIs() {
        String text = """
                        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","creationTimestamp":"2026-01-02T03:04:05Z","unheard":{"of":1},
                         "managedFields":[{"manager":"kubectl"}]},"spec":{"containers":[{"name":"c","ports":[{"containerPort":80}],
                         "resources":{"limits":{"cpu":"1"}},"livenessProbe":{"httpGet":{"port":"web"}}}]},"status":{"phase":"Running"}}""";

        Pod pod = Models.reader(Pod.class).readValue(text.getBytes(StandardCharsets.UTF_8));

        assertThat(pod).isEqualTo(Models.shared().unmarshal(text, Pod.class));
        assertThat(pod.getMetadata().getManagedFields()).isEmpty();
    }
}
