package dev.quarterdeck.cel.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.cel.device.DeviceMatcher.DeviceFacts;
import dev.quarterdeck.cel.device.DeviceMatcher.Match;
import dev.quarterdeck.kube.quantity.Quantity;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceMatcherTest {
    private static final DeviceFacts DEVICE = DeviceFacts.of(
            "d.example.com",
            true,
            Map.of(
                    "model",
                    "a100",
                    "healthy",
                    true,
                    "cores",
                    8L,
                    "version",
                    DeviceFacts.version("1.2.0"),
                    "other.com/numa",
                    1L),
            Map.of("memory", Quantity.parse("40Gi")));

    private final DeviceMatcher matcher = new DeviceMatcher();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "device.driver == 'd.example.com' | true",
                "device.attributes['d.example.com'].model == 'a100' | true",
                "device.attributes['d.example.com'].model.startsWith('h') | false",
                "device.attributes['d.example.com'].healthy | true",
                "device.attributes['d.example.com'].cores > 4 | true",
                "device.attributes['d.example.com'].version.isGreaterThan(semver('1.0.0')) | true",
                "device.attributes['other.com'].numa == 1 | true",
                "device.capacity['d.example.com'].memory.compareTo(quantity('10Gi')) >= 0 | true",
                "device.capacity['d.example.com'].memory.isGreaterThan(quantity('80Gi')) | false",
                "device.allowMultipleAllocations | true",
                "'model' in device.attributes['d.example.com'] | true",
                "'model' in device.attributes['nobody.com'] | false",
                "has(device.attributes['nobody.com'].model) | false",
                "'d.example.com' in device.attributes | true",
                "'nobody.com' in device.attributes | false",
                "'nobody.com' in device.capacity | false",
                "'other.com' in device.capacity | false",
                "device.attributes.exists(domain, domain == 'nobody.com') | false",
                "size(device.attributes) == 2 | true",
                "cel.bind(a, device.attributes['d.example.com'], a.healthy && a.cores == 8) | true",
                "device.attributes['d.example.com'].color == 'red' | CEL runtime error: no such key: color",
                "device.attributes['nobody.com'].model == 'x' | CEL runtime error: no such key: model",
            })
    void saysWhetherADeviceIsSelected(String expression, String expected) {
        String found =
                switch (matcher.match(expression, DEVICE)) {
                    case Match.Is(boolean selected) -> Boolean.toString(selected);
                    case Match.Failed(String message) -> message;
                };
        assertThat(found).isEqualTo(expected);
        assertThat(matcher.match(expression, DEVICE).toString()).as("once more").contains(expected);
    }
}
