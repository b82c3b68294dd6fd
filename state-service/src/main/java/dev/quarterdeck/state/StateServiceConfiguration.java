package dev.quarterdeck.state;

import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.commit.CommitListeners;
import dev.quarterdeck.state.commit.CommittedChange;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.compact.HistoryCompactor;
import dev.quarterdeck.state.definition.ApiServiceKeeper;
import dev.quarterdeck.state.definition.DefinitionKeeper;
import dev.quarterdeck.state.definition.DefinitionSchedule;
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
import dev.quarterdeck.state.sql.CustomViews;
import dev.quarterdeck.state.sql.KindViews;
import dev.quarterdeck.state.write.InstanceRemoval;
import dev.quarterdeck.state.write.WriteConfiguration;
import dev.quarterdeck.state.write.WriteService;
import dev.quarterdeck.stateclient.ConvertedReads;
import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.publish.ChangeLog;
import dev.quarterdeck.stream.publish.ChangePublisher;
import dev.quarterdeck.stream.publish.PublishSettings;
import dev.quarterdeck.stream.publish.RecentChanges;
import dev.quarterdeck.stream.topic.StreamClients;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
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
    PostgresConnections postgresConnections(StateServiceSettings settings, Features features) throws SQLException {
        PostgresSchema.migrate(settings.postgres());
        PostgresConnections connections = new PostgresConnections(settings.postgres());
        KindViews.ensure(connections, features.catalog().stored());
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
            RecentChanges recent,
            Features features) {
        StreamClients clients = new StreamClients(stream.toSettings());
        ChangeLog log = new PostgresChangeLog(connections);
        Set<StoredResource> known = Set.copyOf(features.catalog().stored());
        PublishSettings publish = new PublishSettings(settings.publishPace(), settings.rebuiltRevisions());
        return LeadershipThread.on(
                connections,
                () -> new ChangePublisher(clients, log, recent, known, publish),
                recent,
                settings.publish());
    }

    @Bean
    CommitListeners commitListeners() {
        return new CommitListeners();
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
            CommitListeners listeners,
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
                    listeners.accept(changes);
                },
                () -> !leadership.isLeading(),
                stateExecutor);
        metrics.watch(store::waiting, leadership::isLeading);
        return store;
    }

    // definitions of custom resources: their names, their end

    @Bean(initMethod = "start", destroyMethod = "close")
    DefinitionSchedule definitionSchedule(
            ObjectStore store, ClusterReader reader, StateReader reads, CommitListeners listeners, Features features) {
        ApiServiceKeeper services =
                new ApiServiceKeeper(store, features.catalog(), InstantSource.system(), () -> UUID.randomUUID()
                        .toString());
        DefinitionKeeper keeper = new DefinitionKeeper(
                store,
                new InstanceRemoval(store, InstantSource.system()),
                key -> reader.forget(Definition.RESOURCE, key),
                services::seen,
                InstantSource.system());
        DefinitionSchedule schedule =
                new DefinitionSchedule(keeper, services, () -> reads.progressOf(Definition.RESOURCE)
                        .join()
                        .newest());
        listeners.add(schedule::committed);
        return schedule;
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    CustomViews customViews(PostgresConnections connections, CommitListeners listeners) {
        CustomViews views = new CustomViews(connections);
        listeners.add(views::committed);
        return views;
    }

    // what the gateway asks

    @Bean
    StateReader stateReader(PostgresConnections connections, PostgresReads reads, Executor stateExecutor) {
        return new PostgresStateReader(connections, reads, stateExecutor);
    }

    @Bean
    StateClient localStateClient(WriteService writes, StateReader reads) {
        return new ConvertedReads(new LocalStateClient(writes::write, reads, writes::convert));
    }

    @Bean
    StoreHealth storeHealthIndicator(PostgresReads reads) {
        return new StoreHealth(reads);
    }
}
