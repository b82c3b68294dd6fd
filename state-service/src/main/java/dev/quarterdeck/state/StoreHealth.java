package dev.quarterdeck.state;

import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.state.postgres.PostgresReads;
import java.sql.Statement;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Ready means that the store answers: the tables are there, since the service does not start before they are. */
final class StoreHealth implements HealthIndicator {
    private final PostgresReads reads;

    StoreHealth(PostgresReads reads) {
        this.reads = reads;
    }

    @Override
    public Health health() {
        try {
            reads.now(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute("SELECT current FROM revision WHERE resource = ''");
                }
            });
            return Health.up().build();
        } catch (ApiException e) {
            return Health.down().withDetail("reason", e.getMessage()).build();
        }
    }
}
