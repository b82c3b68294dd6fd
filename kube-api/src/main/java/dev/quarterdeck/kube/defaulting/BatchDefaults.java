package dev.quarterdeck.kube.defaulting;

import tools.jackson.databind.node.ObjectNode;

/** batch/v1. The Job inside a CronJob gets only its pod template's defaults: the rest comes when the Job is made. */
final class BatchDefaults {

    private BatchDefaults() {}

    static void job(ObjectNode job) {
        Fields.withMade(job, "spec", spec -> {
            if (!Fields.has(spec, "completions") && !Fields.has(spec, "parallelism")) {
                spec.put("completions", 1);
            }
            Fields.number(spec, "parallelism", 1);
            Fields.number(spec, "backoffLimit", Fields.has(spec, "backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
            Fields.text(spec, "completionMode", "NonIndexed");
            Fields.flag(spec, "suspend", false);
            Fields.flag(spec, "manualSelector", false);
            Fields.textIfAbsent(
                    spec,
                    "podReplacementPolicy",
                    Fields.has(spec, "podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
            podFailurePolicy(spec);
            PodDefaults.template(spec);
            WorkloadDefaults.labelsFrom(
                    job, spec.path("template").path("metadata").path("labels"));
        });
        Fields.make(job, "status");
    }

    private static void podFailurePolicy(ObjectNode spec) {
        Fields.withObject(
                spec,
                "podFailurePolicy",
                policy -> Fields.each(
                        policy,
                        "rules",
                        rule -> Fields.each(
                                rule, "onPodConditions", condition -> Fields.text(condition, "status", "True"))));
    }

    static void cronJob(ObjectNode cronJob) {
        Fields.withMade(cronJob, "spec", spec -> {
            Fields.text(spec, "concurrencyPolicy", "Allow");
            Fields.flag(spec, "suspend", false);
            Fields.number(spec, "successfulJobsHistoryLimit", 3);
            Fields.number(spec, "failedJobsHistoryLimit", 1);
            Fields.withMade(spec, "jobTemplate", template -> {
                Fields.make(template, "metadata");
                Fields.withMade(template, "spec", jobSpec -> {
                    podFailurePolicy(jobSpec);
                    PodDefaults.template(jobSpec);
                });
            });
        });
        Fields.make(cronJob, "status");
    }
}
