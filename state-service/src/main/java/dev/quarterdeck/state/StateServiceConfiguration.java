package dev.quarterdeck.state;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.commit.CommittedChange;
import dev.quarterdeck.state.compact.HistoryCompactor;
import dev.quarterdeck.state.endpoint.LocalStateClient;
import dev.quarterdeck.state.postgres.HistoryPartitions;
import dev.quarterdeck.state.postgres.PostgresConnections;
import dev.quarterdeck.state.postgres.PostgresObjectStore;
import dev.quarterdeck.state.postgres.PostgresReads;
import dev.quarterdeck.state.postgres.PostgresSchema;
import dev.quarterdeck.state.publish.LeadershipThread;
import dev.quarterdeck.state.publish.PostgresChangeLog;
import dev.quarterdeck.state.read.PostgresStateReader;
import dev.quarterdeck.state.read.StateReader;
import dev.quarterdeck.state.sql.KindViews;
import dev.quarterdeck.state.write.WriteConfiguration;
import dev.quarterdeck.state.write.WriteService;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.publish.ChangeLog;
import dev.quarterdeck.stream.publish.ChangePublisher;
import dev.quarterdeck.stream.publish.RecentChanges;
import dev.quarterdeck.stream.topic.StreamClients;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** State-service without its web door: the all-in-one imports this and takes {@link StateClient} from it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({StateServiceSettings.class, StreamProperties.class})
@Import({
    // the write road: decode, default, admit, validate, decide
    WriteConfiguration.class,
})
public class StateServiceConfiguration {

    // PostgreSQL: tables first, then whoever uses them

    @Bean(destroyMethod = "close")
    PostgresConnections postgresConnections(StateServiceSettings settings) throws SQLException {
        PostgresSchema.migrate(settings.postgres());
        PostgresConnections connections = new PostgresConnections(settings.postgres());
        KindViews.ensure(connections, BuiltInResources.catalog().stored());
        return connections;
    }

    @Bean(destroyMethod = "close")
    ExecutorService stateExecutor() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("state-", 0).factory());
    }

    @Bean
    PostgresReads postgresReads(PostgresConnections connections, Executor stateExecutor) {
        return new PostgresReads(connections.reads(), connections.breaker("postgres-reads"), stateExecutor);
    }

    @Bean
    HistoryPartitions historyPartitions(PostgresConnections connections) {
        return new HistoryPartitions(connections);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    HistoryCompactor historyCompactor(PostgresConnections connections, HistoryPartitions partitions) {
        return new HistoryCompactor(connections, partitions, InstantSource.system());
    }

    // commits, and what publishes them

    @Bean
    RecentChanges recentChanges() {
        return new RecentChanges();
    }

    @Bean(destroyMethod = "close")
    LeadershipThread publisherLeadership(
            PostgresConnections connections,
            StateServiceSettings settings,
            StreamProperties stream,
            RecentChanges recent) {
        StreamClients clients = new StreamClients(stream.toSettings());
        ChangeLog log = new PostgresChangeLog(connections);
        Set<StoredResource> known = Set.copyOf(BuiltInResources.catalog().stored());
        return LeadershipThread.on(
                connections, () -> new ChangePublisher(clients, log, recent, known), recent, settings.publish());
    }

    @Bean
    StoreMetrics storeMetrics() {
        return new StoreMetrics();
    }

    @Bean(destroyMethod = "close")
    PostgresObjectStore objectStore(
            PostgresConnections connections,
            HistoryPartitions partitions,
            PostgresReads reads,
            StateServiceSettings settings,
            RecentChanges recent,
            LeadershipThread leadership,
            StoreMetrics metrics,
            Executor stateExecutor) {
        PostgresObjectStore store = new PostgresObjectStore(
                connections,
                partitions,
                reads,
                settings.commit(),
                changes -> {
                    recent.committed(
                            changes.stream().map(CommittedChange::change).toList());
                    metrics.committed(changes);
                },
                () -> !leadership.isLeading(),
                stateExecutor);
        metrics.watch(store::waiting, leadership::isLeading);
        return store;
    }

    // what the gateway asks

    @Bean
    StateReader stateReader(PostgresConnections connections, PostgresReads reads, Executor stateExecutor) {
        return new PostgresStateReader(connections, reads, stateExecutor);
    }

    @Bean
    StateClient localStateClient(WriteService writes, StateReader reads) {
        return new LocalStateClient(writes::write, reads);
    }

    @Bean
    StoreHealth storeHealthIndicator(PostgresReads reads) {
        return new StoreHealth(reads);
    }
}
