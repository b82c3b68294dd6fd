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

    private static final ObjectSchema POD =
            SchemaCatalog.builtIn().find(GroupVersionKind.of("v1", "Pod")).orElseThrow();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2024-05-05T05:05:05Z |",
                "2024-02-29T05:05:05Z |",
                "2023-02-29T05:05:05Z | day out of range",
                "2024-00-05T05:05:05Z | month out of range",
                "2024-05-05T24:05:05Z | hour out of range",
                "2024-05-05T05:05:60Z | second out of range",
                "2024-05-05t05:05:05Z | cannot parse \"t05:05:05Z\" as \"T\"",
                "2024-05-05T05:05:0xZ | cannot parse \"0xZ\" as \"05\"",
            })
    void timesAreCheckedToTheDay(String time, String problem) {
        assertFound("{\"status\":{\"startTime\":\"" + time + "\"}}", problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"100m\" |",
                "\"128Mi\" |",
                "\"1e3\" |",
                "\" 1 \" |",
                "0.5 |",
                "\"1mi\" | unable to parse quantity's suffix",
                "\"i\" | quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                "\"\" | quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
            })
    void quantitiesAreCheckedToTheSuffix(String quantity, String problem) {
        assertFound("{\"spec\":{\"overhead\":{\"cpu\":" + quantity + "}}}", problem);
    }

    private static void assertFound(String json, String problem) {
        String found = TypeMismatch.find(Json.read(json.getBytes(StandardCharsets.UTF_8)), POD)
                .orElse("");

        assertThat(found).endsWith(problem == null ? "" : problem);
        assertThat(found.isEmpty()).isEqualTo(problem == null);
    }
}
