package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Validating and mutating webhook configurations. */
public final class WebhookRules implements KindRules {
    private static final String FORM = "; desired format: https://host[/path]";

    @Override
    public void create(Field object) {
        Set<String> names = new HashSet<>();
        for (Field webhook : object.at("webhooks").items()) {
            webhook(webhook);
            versions(webhook.at("admissionReviewVersions"));
            Field name = webhook.at("name");
            if (!name.isEmpty() && !names.add(name.text())) {
                name.duplicate();
            }
        }
    }

    private static void webhook(Field webhook) {
        name(webhook.at("name"));
        webhook.at("rules").items().forEach(MatchRules::rule);
        Check.oneOfIfSet(webhook.at("failurePolicy"), "Fail", "Ignore");
        Check.oneOfIfSet(webhook.at("matchPolicy"), "Equivalent", "Exact");
        Field effects = webhook.at("sideEffects");
        if (!effects.isSet()) {
            effects.required("must specify one of None, NoneOnDryRun");
        } else {
            Check.oneOf(effects, "None", "NoneOnDryRun");
        }
        Field timeout = webhook.at("timeoutSeconds");
        if (timeout.isSet() && (timeout.number() < 1 || timeout.number() > 30)) {
            timeout.invalid("the timeout value must be between 1 and 30 seconds");
        }
        Check.labelSelector(webhook.at("namespaceSelector"));
        Check.labelSelector(webhook.at("objectSelector"));
        Check.oneOfIfSet(webhook.at("reinvocationPolicy"), "IfNeeded", "Never");
        Field client = webhook.at("clientConfig");
        if (client.at("url").isSet() == client.at("service").isSet()) {
            client.required("exactly one of url or service is required");
        } else if (client.at("url").isSet()) {
            url(client.at("url"));
        } else {
            MatchRules.service(client.at("service"));
        }
        MatchRules.conditions(webhook.at("matchConditions"));
    }

    private static void name(Field name) {
        if (!Check.required(name)) {
            return;
        }
        List<String> problems = Formats.dnsSubdomain(name.text());
        if (!problems.isEmpty()) {
            name.invalid(String.join(",", problems));
        } else if (name.text().chars().filter(c -> c == '.').count() < 2) {
            name.invalid("should be a domain with at least three segments separated by dots");
        }
    }

    private static void url(Field url) {
        try {
            URI uri = new URI(url.text());
            if (!"https".equals(uri.getScheme())) {
                url.invalidAs(
                        Check.quoted(uri.getScheme() == null ? "" : uri.getScheme()),
                        "'https' is the only allowed URL scheme" + FORM);
            }
            if (uri.getHost() == null) {
                url.invalidAs("\"\"", "host must be specified" + FORM);
            }
            part(url, uri.getUserInfo(), "user information is not permitted in the URL");
            part(url, uri.getFragment(), "fragments are not permitted in the URL");
            part(url, uri.getRawQuery(), "query parameters are not permitted in the URL");
        } catch (URISyntaxException e) {
            url.required("url must be a valid URL: " + e.getReason() + FORM);
        }
    }

    private static void part(Field url, @Nullable String part, String words) {
        if (part != null && !part.isEmpty()) {
            url.invalidAs(Check.quoted(part), words);
        }
    }

    private static void versions(Field versions) {
        if (versions.size() == 0) {
            versions.required("must specify one of v1, v1beta1");
            return;
        }
        MatchRules.reviewVersions(versions);
    }
}
