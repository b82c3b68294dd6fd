package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.state.admission.AdmissionPlugin;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.condition.MatchConditions;
import dev.quarterdeck.state.admission.webhook.ClusterServiceResolver;
import dev.quarterdeck.state.admission.webhook.WebhookMetrics;
import dev.quarterdeck.state.admission.webhook.Webhooks;
import dev.quarterdeck.stateclient.webhook.WebhookClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;

/** The plugins that users configure, over the built-in kinds. */
final class AdmissionFixture {
    private AdmissionFixture() {}

    static List<AdmissionPlugin> configured(ClusterReader reader) {
        Webhooks webhooks = new Webhooks(
                reader,
                BuiltInResources::catalog,
                new KubeObjectRules(BuiltInResources.catalog(), SchemaCatalog.builtIn()),
                (conditions, ignoresFailure) -> MatchConditions.NONE,
                new WebhookClient(new ClusterServiceResolver(reader, Random::new)),
                new WebhookMetrics(new SimpleMeterRegistry()),
                () -> UUID.randomUUID().toString(),
                Executors.newVirtualThreadPerTaskExecutor());
        return List.of(webhooks.mutating(), webhooks.validating());
    }
}
