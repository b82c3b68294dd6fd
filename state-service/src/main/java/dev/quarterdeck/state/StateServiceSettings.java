package dev.quarterdeck.state;

import dev.quarterdeck.state.commit.CommitSettings;
import dev.quarterdeck.state.postgres.PostgresSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * State-service.
 *
 * @param postgres where state lives
 * @param commit bounds of group commit
 * @param publish whether this replica may publish; false for one that only commits
 */
@ConfigurationProperties("quarterdeck.state")
public record StateServiceSettings(
        PostgresSettings postgres,
        @DefaultValue CommitSettings commit,
        @DefaultValue("true") boolean publish) {}
