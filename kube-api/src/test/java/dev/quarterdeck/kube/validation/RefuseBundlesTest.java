package dev.quarterdeck.kube.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Certificates that a definition names for its conversion webhook. */
class RefuseBundlesTest {
    private static final String FIELD = "spec.conversion.webhookClientConfig.caBundle";

    private static ObjectNode definition(String bundle, String established) {
        return Json.read(
                ("{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{'name':'a.b'},'spec':{'conversion':{'strategy':'Webhook','webhook':{'clientConfig':{'url':'https://a','caBundle':'"
                                + Base64.getEncoder().encodeToString(bundle.getBytes(StandardCharsets.UTF_8))
                                + "'}}}},'status':{'conditions':[{'type':'Established','status':'" + established
                                + "'}]}}")
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static boolean refused(String bundle, String before, String established) {
        ObjectNode object = definition(bundle, established);
        return BuiltInValidation.validator()
                .onUpdate(Types.of(object), object, definition(before, established))
                .stream()
                .map(FieldError::field)
                .anyMatch(FIELD::equals);
    }

    @Test
    void onlyServedDefinitionsAreHeldToTheirCertificates() {
        assertThat(refused("nonsense", "", "True")).isTrue();
        assertThat(refused("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "", "True"))
                .isTrue();
        assertThat(refused("nonsense", "", "False")).isFalse();
        assertThat(refused("nonsense", "never was good", "True")).isFalse();
        assertThat(refused("", "", "True")).isFalse();
    }
}
