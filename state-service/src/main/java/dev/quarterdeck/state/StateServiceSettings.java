package dev.quarterdeck.state;

import dev.quarterdeck.state.commit.CommitSettings;
import dev.quarterdeck.state.postgres.PostgresSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * State-service.
 *
 * @param postgres where state lives
 * @param commit bounds of group commit
 * @param publish whether this replica may publish; false for one that only commits
 * @param publishPace how long changes wait for one another on their way to Kafka, other than those after a quiet time; more where no cache waits for them
 * @param rebuiltRevisions how many revisions below what was published a topic begins again that Kafka has lost
 */
@ConfigurationProperties("quarterdeck.state")
public record StateServiceSettings(
        PostgresSettings postgres,
        @DefaultValue CommitSettings commit,
        @DefaultValue("true") boolean publish,
        @DefaultValue("4ms") Duration publishPace,
        @DefaultValue("1000") long rebuiltRevisions) {

    public StateServiceSettings {
        if (rebuiltRevisions < 0) {
            throw new IllegalArgumentException(
                    "quarterdeck.state.rebuilt-revisions must not be negative, and is " + rebuiltRevisions);
        }
        if (publishPace.isNegative() || publishPace.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException(
                    "quarterdeck.state.publish-pace must be from 0 to 1s, not " + publishPace);
        }
    }
}
