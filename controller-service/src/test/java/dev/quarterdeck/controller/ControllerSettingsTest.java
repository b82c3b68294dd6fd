package dev.quarterdeck.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ControllerSettingsTest {

    private static ControllerSettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("quarterdeck.controller", ControllerSettings.class);
    }

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new ControllerSettings(
                        "",
                        5,
                        "10.244.0.0/16",
                        24,
                        64,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(40),
                        12500,
                        null,
                        null,
                        null,
                        null));
    }

    @Test
    void valuesThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> bind(Map.of("quarterdeck.controller.workers", "0")))
                .rootCause()
                .hasMessageContaining("quarterdeck.controller.workers");
        assertThatThrownBy(() -> bind(Map.of("quarterdeck.controller.node-monitor-grace-period", "1s")))
                .rootCause()
                .hasMessageContaining("grace-period");
    }
}
