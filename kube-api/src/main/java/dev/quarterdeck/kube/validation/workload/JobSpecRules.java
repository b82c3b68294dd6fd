package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.validation.pod.PodTemplateRules;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;

/** The spec of a Job, by itself or in a CronJob. */
final class JobSpecRules {
    private static final long MOST_PARALLEL = 100_000;
    private static final long MOST_PARALLEL_OF_MANY = 10_000;
    private static final int MOST_MANAGER_BYTES = 63;

    private JobSpecRules() {}

    static void spec(Field spec) {
        for (String field : new String[] {
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished",
            "backoffLimitPerIndex",
            "maxFailedIndexes"
        }) {
            Check.notNegative(spec.at(field));
        }
        if (spec.at("maxFailedIndexes").isSet()
                && !spec.at("backoffLimitPerIndex").isSet()) {
            spec.at("backoffLimitPerIndex").required("when maxFailedIndexes is specified");
        }
        managedBy(spec.at("managedBy"));
        Field mode = spec.at("completionMode");
        Check.oneOfIfSet(mode, "NonIndexed", "Indexed");
        if (mode.is("Indexed")) {
            indexed(spec);
        } else if (!mode.isSet() || mode.is("NonIndexed")) {
            for (String field : new String[] {"backoffLimitPerIndex", "maxFailedIndexes"}) {
                if (spec.at(field).isSet()) {
                    spec.at(field).invalid("requires indexed completion mode");
                }
            }
        }
        JobPolicyRules.failure(spec);
        JobPolicyRules.success(spec);
        Field replacement = spec.at("podReplacementPolicy");
        if (spec.at("podFailurePolicy").isSet()) {
            Check.oneOfIfSet(replacement, "Failed");
        } else {
            Check.oneOfIfSet(replacement, "Failed", "TerminatingOrFailed");
        }
        PodTemplateRules.template(spec.at("template"));
        restartPolicy(spec);
    }

    private static void managedBy(Field manager) {
        if (!manager.isSet()) {
            return;
        }
        Check.domainPrefixedPath(manager);
        if (manager.text().length() > MOST_MANAGER_BYTES) {
            manager.tooLong(MOST_MANAGER_BYTES);
        }
    }

    private static void indexed(Field spec) {
        Field completions = spec.at("completions");
        Field parallelism = spec.at("parallelism");
        Field failed = spec.at("maxFailedIndexes");
        if (!completions.isSet()) {
            completions.required("when completion mode is Indexed");
        }
        if (parallelism.number() > MOST_PARALLEL) {
            parallelism.invalid("must be less than or equal to " + MOST_PARALLEL + " when completion mode is Indexed");
        }
        if (completions.isSet() && failed.isSet() && failed.number() > completions.number()) {
            failed.invalid("must be less than or equal to completions");
        }
        if (failed.number() > MOST_PARALLEL) {
            failed.invalid("must be less than or equal to " + MOST_PARALLEL);
        }
        if (completions.number() > MOST_PARALLEL
                && spec.at("backoffLimitPerIndex").isSet()) {
            String words = "must be less than or equal to " + MOST_PARALLEL_OF_MANY + " when completions are above "
                    + MOST_PARALLEL + " and used with backoff limit per index";
            if (!failed.isSet()) {
                failed.required("must be specified when completions is above " + MOST_PARALLEL);
            }
            if (parallelism.number() > MOST_PARALLEL_OF_MANY) {
                parallelism.invalid(words);
            }
            if (failed.number() > MOST_PARALLEL_OF_MANY) {
                failed.invalid(words);
            }
        }
    }

    private static void restartPolicy(Field spec) {
        Field policy = spec.at("template", "spec", "restartPolicy");
        switch (policy.text()) {
            case "", "Always" -> policy.required("valid values: \"OnFailure\", \"Never\"");
            case "OnFailure" -> {
                if (spec.at("podFailurePolicy").isSet()) {
                    policy.invalid("only \"Never\" is supported when podFailurePolicy is specified");
                }
            }
            case "Never" -> {}
            default -> policy.unsupported("OnFailure", "Never");
        }
    }
}
