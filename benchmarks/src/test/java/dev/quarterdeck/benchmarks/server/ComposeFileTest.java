package dev.quarterdeck.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComposeFileTest {
    @Test
    void environmentsAreMergedAndVariablesReplaced() throws IOException {
        ComposeFile file =
                ComposeFile.parse(Files.readString(Path.of("../docker-compose.yml")), Map.of("PKI", "/somewhere"));
        assertThat(file.environment("state-1"))
                .containsEntry("QUARTERDECK_STATE_ENDPOINT_CERT_FILE", "/somewhere/state.crt")
                .containsKey("QUARTERDECK_KAFKA_BOOTSTRAP_SERVERS");
        assertThat(file.environment("gateway-1")).containsEntry("QUARTERDECK_GATEWAY_PORT", "6443");
    }

    @Test
    void everyServiceHasABoundOfItsMemory() throws IOException {
        ComposeFile file = ComposeFile.parse(Files.readString(Path.of("../docker-compose.yml")), Map.of());
        assertThat(file.memory("gateway-1")).isEqualTo("2g");
        assertThat(file.memory("gateway-2")).isEqualTo("2g");
        assertThat(file.memory("state-1")).isEqualTo("1g");
        assertThat(file.environment("kafka")).containsEntry("KAFKA_HEAP_OPTS", "-Xms64m -Xmx256m");
    }

    @Test
    void theImagesFlagsAreThoseOfTheDockerfile() throws IOException {
        ServiceImage image = ServiceImage.parse(Files.readString(Path.of("../Dockerfile")));
        assertThat(image.flags("2g"))
                .contains("-XX:+UseSerialGC", "-XX:MaxRAMPercentage=60", "--enable-native-access=ALL-UNNAMED")
                .endsWith("-XX:MaxRAM=2g");
        assertThat(image.arenas()).isEqualTo("2");
    }
}
