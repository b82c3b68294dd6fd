package dev.quarterdeck.kube.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeMismatchTest {
    private static final ObjectSchema LEASE = SchemaCatalog.builtIn()
            .find(GroupVersionKind.of("coordination.k8s.io/v1", "Lease"))
            .orElseThrow();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2024-05-05T05:05:05.000000Z |",
                "2024-05-05T05:05:05.123456+02:00 |",
                "2024-05-05T05:05:05Z | cannot parse \"Z\" as \".000000\"",
                "2024-05-05T05:05:05.123Z | cannot parse \".123Z\" as \".000000\"",
                "2024-05-05T05:05:05.123456789Z | cannot parse \"789Z\" as \"Z07:00\"",
            })
    void timesInMicrosecondsHaveSixDigits(String time, String problem) {
        String found = TypeMismatch.find(
                        Json.read(("{\"spec\":{\"renewTime\":\"" + time + "\"}}").getBytes(StandardCharsets.UTF_8)),
                        LEASE)
                .orElse("");

        assertThat(found).endsWith(problem == null ? "" : problem).hasSizeGreaterThanOrEqualTo(problem == null ? 0 : 1);
        assertThat(found.isEmpty()).isEqualTo(problem == null);
    }
}
