package dev.quarterdeck.kube.warning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class FinalizerWarningsTest {

    private static ObjectNode object(String finalizers) {
        return Json.read(("{\"metadata\":{\"finalizers\":" + finalizers + "}}").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void namesWithoutDomainOrPathAreWarnedOfOnceWhenTheyCome() {
        ObjectNode now = object(
                "[\"hold\",\"hold\",\"finalizer.example.com\",\"example.com/hold\",\"orphan\",\"foregroundDeletion\"]");
        assertThat(FinalizerWarnings.of(now, null))
                .containsExactly(
                        "metadata.finalizers: \"hold\": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers",
                        "metadata.finalizers: \"finalizer.example.com\": prefer a domain-qualified finalizer name including a path (/) to avoid accidental"
                                + " conflicts with other finalizer writers");
        assertThat(FinalizerWarnings.of(now, object("[\"hold\",\"finalizer.example.com\"]")))
                .isEmpty();
        assertThat(FinalizerWarnings.of(object("[]"), null)).isEmpty();
    }
}
