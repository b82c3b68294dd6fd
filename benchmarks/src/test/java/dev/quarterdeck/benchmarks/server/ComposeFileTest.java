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
}
