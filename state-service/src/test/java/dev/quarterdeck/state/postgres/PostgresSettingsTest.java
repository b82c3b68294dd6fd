package dev.quarterdeck.state.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class PostgresSettingsTest {

    @Test
    void historyIsKeptForSevenDaysOr64GigabytesWhereNothingElseIsSaid() {
        PostgresSettings bound = new Binder(
                        new MapConfigurationPropertySource(Map.of("p.url", "jdbc:postgresql://a/b")))
                .bind("p", PostgresSettings.class)
                .get();
        assertThat(bound.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(bound.retentionSize()).isEqualTo(DataSize.ofGigabytes(64));
        assertThat(bound).isEqualTo(PostgresSettings.at("jdbc:postgresql://a/b", "quarterdeck", ""));
    }
}
