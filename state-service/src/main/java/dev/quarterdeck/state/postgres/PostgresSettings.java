package dev.quarterdeck.state.postgres;

import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How to reach PostgreSQL, and how history is laid out.
 *
 * @param url JDBC URL
 * @param poolSize connections for reads; the committer and the publisher have one each besides
 * @param connectTimeout a server that does not take a connection for this long counts as gone
 * @param commitTimeout a server that does not answer a statement of a commit for this long counts as gone; also bounds how long a replica that was stopped
 *     in mid-batch can hold up the others
 * @param partitionRevisions revisions per partition of history
 * @param briefPartitionRevisions revisions per partition of the history of {@code briefResources}, which keeps two
 * @param briefResources resources whose history is kept for a few revisions only, because they are renewed all the time
 * @param retention a partition of history is dropped when its newest row is older
 * @param retentionSize and, the oldest first, when all partitions together are larger than this on disk
 */
public record PostgresSettings(
        String url,
        @DefaultValue("quarterdeck") String user,
        @DefaultValue("") String password,
        @DefaultValue("8") int poolSize,
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("10s") Duration commitTimeout,
        @DefaultValue("250000") long partitionRevisions,
        @DefaultValue("65536") long briefPartitionRevisions,
        @DefaultValue("leases.coordination.k8s.io") Set<String> briefResources,
        @DefaultValue("7d") Duration retention,
        @DefaultValue("64GB") DataSize retentionSize) {

    /** Defaults for all but the address. */
    public static PostgresSettings at(String url, String user, String password) {
        return new PostgresSettings(
                url,
                user,
                password,
                8,
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                250_000,
                65_536,
                Set.of("leases.coordination.k8s.io"),
                Duration.ofDays(7),
                DataSize.ofGigabytes(64));
    }
}
