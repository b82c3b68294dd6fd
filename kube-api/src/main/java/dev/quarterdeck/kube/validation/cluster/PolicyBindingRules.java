package dev.quarterdeck.kube.validation.cluster;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import java.util.HashSet;
import java.util.Set;

/** Bindings of admission policies. */
public final class PolicyBindingRules implements KindRules {
    private final boolean mutating;

    private PolicyBindingRules(boolean mutating) {
        this.mutating = mutating;
    }

    public static PolicyBindingRules validating() {
        return new PolicyBindingRules(false);
    }

    public static PolicyBindingRules mutating() {
        return new PolicyBindingRules(true);
    }

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        if (Check.required(spec.at("policyName"))) {
            Check.dnsSubdomain(spec.at("policyName"));
        }
        Field parameters = spec.at("paramRef");
        if (parameters.isSet()) {
            boolean named = !parameters.at("name").isEmpty();
            boolean selected = parameters.at("selector").isSet();
            if (named && selected) {
                parameters.at("name").forbidden("name and selector are mutually exclusive");
                parameters.at("selector").forbidden("name and selector are mutually exclusive");
            } else if (!named && !selected) {
                parameters.required("one of name or selector must be specified");
            }
            if (named) {
                parameters
                        .at("name")
                        .invalid(Formats.pathSegment(parameters.at("name").text()));
            }
            if (selected) {
                Check.labelSelector(parameters.at("selector"));
            }
            if (Check.required(parameters.at("parameterNotFoundAction"))) {
                Check.oneOf(parameters.at("parameterNotFoundAction"), "Deny", "Allow");
            }
        }
        if (spec.at("matchResources").isSet()) {
            MatchRules.match(spec.at("matchResources"));
            if (mutating) {
                MatchRules.written(spec.at("matchResources"));
            }
        }
        if (!mutating) {
            actions(spec.at("validationActions"));
        }
    }

    private static void actions(Field actions) {
        Set<String> given = new HashSet<>();
        for (Field action : actions.items()) {
            Check.oneOf(action, "Audit", "Deny", "Warn");
            if (!given.add(action.text())) {
                action.duplicate();
            }
        }
        if (given.contains("Deny") && given.contains("Warn")) {
            actions.invalid(
                    "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)");
        }
        if (given.isEmpty()) {
            actions.required("at least one validation action is required");
        }
    }
}
