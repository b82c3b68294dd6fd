package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.kind.BuiltInResources;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import dev.quarterdeck.state.admission.AdmissionPlugin;
import dev.quarterdeck.state.admission.ClusterReader;
import dev.quarterdeck.state.admission.DeviceAdminAccess;
import dev.quarterdeck.state.admission.DeviceStatusRights;
import dev.quarterdeck.state.admission.condition.CelScopes;
import dev.quarterdeck.state.admission.condition.ScopedConditions;
import dev.quarterdeck.state.admission.policy.Policies;
import dev.quarterdeck.state.admission.rights.StoredRights;
import dev.quarterdeck.state.admission.webhook.ClusterServiceResolver;
import dev.quarterdeck.state.admission.webhook.WebhookMetrics;
import dev.quarterdeck.state.admission.webhook.Webhooks;
import dev.quarterdeck.state.definition.CustomConversion;
import dev.quarterdeck.state.definition.Definitions;
import dev.quarterdeck.stateclient.webhook.WebhookClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** The plugins that users configure. */
final class AdmissionFixture {
    private AdmissionFixture() {}

    static List<AdmissionPlugin> configured(ClusterReader reader) {
        Definitions definitions = new Definitions(reader);
        RoutedRules rules = new RoutedRules(
                new KubeObjectRules(BuiltInResources.catalog(), SchemaCatalog.builtIn()),
                definitions,
                CustomConversion.BY_NAME);
        Executor threads = Executors.newVirtualThreadPerTaskExecutor();
        CelScopes scopes = new CelScopes(new StoredRights(reader)::of);
        Webhooks webhooks = new Webhooks(
                reader,
                definitions::versionsOf,
                rules,
                new ScopedConditions(scopes),
                new WebhookClient(new ClusterServiceResolver(reader, Random::new)),
                new WebhookMetrics(new SimpleMeterRegistry()),
                () -> UUID.randomUUID().toString(),
                threads);
        Policies policies = new Policies(
                reader,
                definitions::versionsOf,
                kind -> BuiltInResources.catalog().findKind(kind).or(() -> definitions.find(kind)),
                rules,
                rules::mergeApplied,
                scopes,
                threads);
        return List.of(
                policies.mutating(),
                webhooks.mutating(),
                new DeviceAdminAccess(reader),
                new DeviceStatusRights(new StoredRights(reader)::of),
                policies.validating(),
                webhooks.validating());
    }
}
