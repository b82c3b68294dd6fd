package dev.quarterdeck.state.admission.webhook;

import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.state.admission.ClusterReader.Seen;
import dev.quarterdeck.state.admission.condition.ConditionCompiler;
import dev.quarterdeck.state.admission.condition.MatchConditions;
import dev.quarterdeck.state.admission.match.MatchCriteria;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.stateclient.webhook.WebhookEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One webhook of a configuration, read (API reference: admissionregistration.k8s.io/v1).
 *
 * @param id tells it from all others
 * @param ignoresFailure whether requests go on where it can't be asked
 * @param dryRun whether it may be shown requests that change nothing
 * @param again whether it is asked once more where others changed the object after it
 */
record Webhook(
        String configuration,
        String name,
        String id,
        WebhookEndpoint endpoint,
        MatchCriteria criteria,
        boolean ignoresFailure,
        boolean dryRun,
        Duration timeout,
        List<String> reviewVersions,
        boolean again,
        MatchConditions conditions) {
    private static final long DEFAULT_SECONDS = 10;

    /** All webhooks of all configurations: by name of the configuration, then as written. */
    static List<Webhook> all(List<Seen> configurations, ConditionCompiler compiler) {
        List<Webhook> webhooks = new ArrayList<>();
        for (Seen configuration : configurations) {
            String name = Metadata.of(configuration.tree()).name();
            for (ObjectNode webhook : Trees.objects(configuration.tree(), "webhooks")) {
                webhooks.add(of(name, webhooks.size(), webhook, compiler));
            }
        }
        return List.copyOf(webhooks);
    }

    private static Webhook of(String configuration, int index, ObjectNode node, ConditionCompiler compiler) {
        String name = Trees.text(node, "name");
        ObjectNode client = Trees.objectAt(node, "clientConfig");
        Long seconds = Trees.number(node, "timeoutSeconds");
        String effects = Trees.text(node, "sideEffects");
        boolean ignores = Trees.text(node, "failurePolicy").equals("Ignore");
        return new Webhook(
                configuration,
                name,
                configuration + "/" + name + "/" + index,
                client == null ? new WebhookEndpoint("", null, "") : WebhookEndpoint.of(client),
                MatchCriteria.ofWebhook(node),
                ignores,
                effects.equals("None") || effects.equals("NoneOnDryRun"),
                Duration.ofSeconds(seconds == null ? DEFAULT_SECONDS : seconds),
                Trees.texts(node, "admissionReviewVersions"),
                Trees.text(node, "reinvocationPolicy").equals("IfNeeded"),
                compiler.compile(Trees.objects(node, "matchConditions"), ignores));
    }
}
