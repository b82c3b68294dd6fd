package dev.quarterdeck.cel.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.status.FieldError;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceSelectorsTest {
    private final DeviceSelectors selectors = new DeviceSelectors();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "true |",
                "device.driver == 'd.example.com' |",
                "device.attributes['d.example.com'].model == 'a100' |",
                "device.attributes['d.example.com'].healthy |",
                "device.attributes['d.example.com'].version.isGreaterThan(semver('1.0.0')) |",
                "device.capacity['d.example.com'].memory.compareTo(quantity('10Gi')) >= 0 |",
                "device.allowMultipleAllocations |",
                "cel.bind(a, device.attributes['d.example.com'], a.one && a.two) |",
                "value | compilation failed: ERROR: <input>:1:1: undeclared reference to 'value' (in container '')",
                "1.2.3.4 | compilation failed: ERROR: <input>:1:4: Syntax error: mismatched input '.3' expecting",
                "device.driver | must evaluate to bool or the unknown type, not string",
                "device.attributes.all(a, device.attributes.all(b, device.attributes.all(c, device.attributes.all(d, a+b+c+d != '')))) | too complex, exceeds cost limit",
            })
    void compilesWhatSpeaksOfDevices(String expression, String problem) {
        String found = selectors.errors("spec", expression).stream()
                .map(FieldError::detail)
                .collect(Collectors.joining());

        assertThat(found).startsWith(problem == null ? "" : problem);
        assertThat(found.isEmpty()).isEqualTo(problem == null);
    }
}
