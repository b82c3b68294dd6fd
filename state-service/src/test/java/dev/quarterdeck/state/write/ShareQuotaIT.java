package dev.quarterdeck.state.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceCatalog;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.state.admission.AdmissionChain;
import dev.quarterdeck.state.admission.CachedClusterReader;
import dev.quarterdeck.state.admission.DefaultPlugins;
import dev.quarterdeck.state.allocation.AllocationSettings;
import dev.quarterdeck.state.allocation.ServiceAllocator;
import dev.quarterdeck.state.commit.ObjectStore;
import dev.quarterdeck.state.kind.builtin.BuiltInStrategies;
import dev.quarterdeck.state.postgres.PostgresFixture;
import dev.quarterdeck.stateclient.WriteRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** One quota, two replicas over one PostgreSQL, and more clients than it has room for: never too much, and all that there is room for. */
class ShareQuotaIT {
    private static final ResourceCatalog CATALOG = BuiltInResources.catalog();

    private final PostgresFixture postgres = new PostgresFixture();
    private final WriteService one = replica();
    private final WriteService other = replica();

    @AfterEach
    void close() {
        one.close();
        other.close();
        postgres.close();
    }

    private WriteService replica() {
        ObjectStore store = postgres.store();
        CachedClusterReader reader = new CachedClusterReader(store, InstantSource.system(), 1000);
        return new WriteService(
                store,
                reader,
                CATALOG,
                new KubeObjectRules(CATALOG, SchemaCatalog.builtIn()),
                new BuiltInStrategies()::of,
                new AdmissionChain(DefaultPlugins.all(reader, () -> "zzzzz", p -> {}, InstantSource.system())),
                new ServiceAllocator(store, AllocationSettings.DEFAULT),
                Sources.system(),
                WriteService.DEFAULT_LIMIT);
    }

    private static WriteRequest.Create create(String kind, String body) {
        return new WriteRequest.Create(
                CATALOG.findKind(GroupVersionKind.of("v1", kind)).orElseThrow(),
                kind.equals("Namespace") ? "" : "a",
                "",
                "",
                WriteFixture.json(body),
                WriteFixture.JSON,
                WriteFixture.ADMIN,
                WriteRequest.Options.NONE);
    }

    private long used() {
        var quotas = new dev.quarterdeck.kube.kind.StoredResource("", "resourcequotas");
        byte[] json = postgres.store()
                .get(quotas, new ObjectKey("a", "q"))
                .join()
                .orElseThrow()
                .json();
        return Long.parseLong(
                Json.read(json).path("status").path("used").path("configmaps").asString());
    }

    @Test
    void neverMoreThanAllowedAndNeverLess() {
        one.write(create("Namespace", "{'metadata':{'name':'a'}}")).join();
        ObjectNode quota = Json.read(
                one.write(create("ResourceQuota", "{'metadata':{'name':'q'},'spec':{'hard':{'configmaps':'100'}}}"))
                        .join()
                        .json());
        quota.putObject("status").putObject("hard").put("configmaps", "100");
        ((ObjectNode) quota.path("status")).putObject("used").put("configmaps", "0");
        one.write(new WriteRequest.Update(
                        CATALOG.findKind(GroupVersionKind.of("v1", "ResourceQuota"))
                                .orElseThrow(),
                        "a",
                        "q",
                        "status",
                        Json.write(quota),
                        WriteFixture.JSON,
                        WriteFixture.ADMIN,
                        WriteRequest.Options.NONE))
                .join();

        AtomicInteger made = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        List<Thread> clients = new ArrayList<>();
        for (int c = 0; c < 64; c++) {
            int client = c;
            clients.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < 3; i++) {
                    String name = "m-" + client + "-" + i;
                    try {
                        (client % 2 == 0 ? one : other)
                                .write(create("ConfigMap", "{'metadata':{'name':'" + name + "'}}"))
                                .join();
                        made.incrementAndGet();
                    } catch (CompletionException e) {
                        assertThat(e.getCause())
                                .isInstanceOfSatisfying(ApiException.class, no -> assertThat(no.reason())
                                        .isEqualTo(StatusReason.FORBIDDEN))
                                .hasMessageContaining("exceeded quota: q, requested: configmaps=1, used:"
                                        + " configmaps=100, limited: configmaps=100");
                        refused.incrementAndGet();
                    }
                }
            }));
        }
        clients.forEach(ShareQuotaIT::join);
        assertThat(made).hasValue(100);
        assertThat(refused).hasValue(92);
        assertThat(used()).isEqualTo(100);

        List<CompletableFuture<?>> deletions = new ArrayList<>();
        for (String name : names()) {
            deletions.add((deletions.size() % 2 == 0 ? one : other)
                    .write(new WriteRequest.Delete(
                            CATALOG.findKind(GroupVersionKind.of("v1", "ConfigMap"))
                                    .orElseThrow(),
                            "a",
                            name,
                            null,
                            WriteFixture.JSON,
                            WriteFixture.ADMIN,
                            WriteRequest.Options.NONE)));
        }
        deletions.forEach(CompletableFuture::join);
        assertThat(used()).isZero();
    }

    private List<String> names() {
        return postgres
                .store()
                .list(new dev.quarterdeck.kube.kind.StoredResource("", "configmaps"), "a", null, 1000)
                .join()
                .stream()
                .map(row -> row.key().name())
                .toList();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
