package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.format.Formats;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.validation.pod.PodTemplateRules;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.Same;
import dev.quarterdeck.kube.validation.rule.StoredForm;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

public final class JobRules implements KindRules {
    private static final StoredForm TEMPLATE = StoredForm.of("batch/v1", "Job", "spec", "template");
    private static final String[] FIXED = {
        "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"
    };

    @Override
    public void create(Field job) {
        generatedSelector(job);
        spec(job.at("spec"));
        Field spec = job.at("spec");
        long completions = spec.at("completions").number();
        if (spec.at("completionMode").is("Indexed") && completions > 0) {
            Field name = job.at("metadata", "name");
            String host = name.text() + "-" + (completions - 1);
            if (!Formats.dnsLabel(host).isEmpty()) {
                name.invalid("will not able to create pod with invalid DNS label: " + host);
            }
        }
    }

    /** Unless the selector is the user's own, it and the template's labels carry the Job's name and uid. */
    private static void generatedSelector(Field job) {
        Field spec = job.at("spec");
        if (spec.at("manualSelector").flag() || !spec.at("selector").isSet()) {
            return;
        }
        Field uid = job.at("metadata", "uid");
        if (uid.isEmpty()) {
            uid.required("");
        }
        String name = job.at("metadata", "name").text();
        Map<String, String> expected = Map.of(
                "controller-uid",
                uid.text(),
                "job-name",
                name,
                "batch.kubernetes.io/controller-uid",
                uid.text(),
                "batch.kubernetes.io/job-name",
                name);
        for (String key : List.of(
                "controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name")) {
            hasLabel(spec.at("template", "metadata"), key, expected.getOrDefault(key, ""));
        }
        LabelSelector selector = SelectorRules.parse(spec.at("selector"));
        if (selector != null && !selector.matches(expected)) {
            spec.at("selector").invalid("`selector` not auto-generated");
        }
    }

    private static void hasLabel(Field metadata, String key, String value) {
        Field label = metadata.at("labels").key(key);
        if (!label.isSet()) {
            label.required("must be '" + value + "'");
        } else if (!label.is(value)) {
            Field labels = metadata.at("labels").key(key);
            labels.invalidAs(metadata.at("labels").shown(), "must be '" + value + "'");
        }
    }

    private static void spec(Field spec) {
        JobSpecRules.spec(spec);
        if (!spec.at("selector").isSet()) {
            spec.at("selector").required("");
        } else {
            Check.labelSelector(spec.at("selector"));
        }
        LabelSelector selector = SelectorRules.parse(spec.at("selector"));
        if (selector != null) {
            PodTemplateRules.matches(spec.at("template"), selector);
        }
    }

    @Override
    public void update(Field job, Field old) {
        Field spec = job.at("spec");
        Field before = old.at("spec");
        spec(spec);
        Field completions = spec.at("completions");
        if (!spec.at("completionMode").is("Indexed")) {
            Check.immutable(completions, before.at("completions"));
        } else if (completions.isSet()
                && !Same.same(completions, before.at("completions"))
                && completions.number() != spec.at("parallelism").number()) {
            completions.invalid("can only be modified in tandem with spec.parallelism");
        }
        Check.immutable(spec.at("selector"), before.at("selector"));
        template(job, old);
        for (String field : FIXED) {
            Check.immutable(spec.at(field), before.at(field));
        }
    }

    /** A job that is suspended and has no pods may still be told where to run, and with what resources. */
    private static void template(Field job, Field old) {
        Field template = job.at("spec", "template");
        Field before = old.at("spec", "template");
        boolean suspended = old.at("spec", "suspend").flag();
        boolean notStarted = suspended
                && (!old.at("status", "startTime").isSet()
                        || old.at("status", "active").number() == 0 && isTrue(old, "Suspended"));
        if (!notStarted || !(template.node() instanceof ObjectNode now) || !(before.node() instanceof ObjectNode was)) {
            Check.immutable(template, before, TEMPLATE);
            return;
        }
        ObjectNode masked = was.deepCopy();
        take(masked, now, "metadata");
        JsonNode spec = masked.path("spec");
        take(spec, now.path("spec"), "nodeSelector", "tolerations", "schedulingGates");
        if (spec.path("affinity").isObject()
                || now.path("spec").path("affinity").isObject()) {
            ObjectNode affinity =
                    spec.get("affinity") instanceof ObjectNode a ? a : ((ObjectNode) spec).putObject("affinity");
            take(affinity, now.path("spec").path("affinity"), "nodeAffinity");
        }
        for (String list : new String[] {"containers", "initContainers"}) {
            JsonNode mine = spec.path(list);
            JsonNode theirs = now.path("spec").path(list);
            for (int i = 0; i < mine.size() && mine.size() == theirs.size(); i++) {
                take(mine.path(i), theirs.path(i), "resources");
            }
        }
        if (!TEMPLATE.same(now, masked)) {
            template.at("spec").invalid(Check.IMMUTABLE);
        }
    }

    private static void take(JsonNode to, JsonNode from, String... fields) {
        if (to instanceof ObjectNode object) {
            for (String field : fields) {
                JsonNode value = from.get(field);
                if (value == null) {
                    object.remove(field);
                } else {
                    object.set(field, value);
                }
            }
        }
    }

    private static boolean isTrue(Field job, String condition) {
        return has(job, condition, "True");
    }

    private static boolean has(Field job, String condition, String status) {
        return job.at("status", "conditions").items().stream()
                .anyMatch(c -> c.at("type").is(condition) && c.at("status").is(status));
    }

    @Override
    public void status(Field job, Field old) {
        Field status = job.at("status");
        ReplicaStatusRules.notNegative(status, "active", "succeeded", "failed", "ready", "terminating");
        boolean complete = isTrue(job, "Complete");
        boolean failed = isTrue(job, "Failed");
        if (status.at("ready").isSet()
                && status.at("ready").number() > status.at("active").number()) {
            status.at("ready").invalid("cannot set more ready pods than active");
        }
        uncounted(status.at("uncountedTerminatedPods"));
        indexes(job, old);
        Field indexes = status.at("completedIndexes");
        if (!indexes.isEmpty() && !job.at("spec", "completionMode").is("Indexed")) {
            indexes.invalid("cannot set non-empty completedIndexes when non-indexed completion mode");
        }
        Field conditions = status.at("conditions");
        if (complete && failed) {
            refuse(conditions, "cannot set Complete=True and Failed=true conditions");
        }
        Field end = status.at("completionTime");
        if (end.isSet() && !complete) {
            end.invalid("cannot set completionTime when there is no Complete=True condition");
        } else if (!end.isSet() && complete) {
            end.required("completionTime is required for Complete jobs");
        }
        if (failed && !isTrue(job, "FailureTarget")) {
            refuse(conditions, "cannot set Failed=True condition without the FailureTarget=true condition");
        }
        if (complete && !isTrue(job, "SuccessCriteriaMet")) {
            refuse(conditions, "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
        }
        if (complete || failed) {
            if (status.at("active").number() > 0) {
                status.at("active").invalid("active>0 is invalid for finished job");
            }
            if (!status.at("startTime").isSet()) {
                status.at("startTime").required("startTime is required for finished job");
            }
        }
        for (String terminal : new String[] {"Failed", "Complete", "FailureTarget"}) {
            if (isTrue(old, terminal) && !isTrue(job, terminal)) {
                refuse(conditions, "cannot disable the terminal " + terminal + "=True condition");
            }
        }
        for (String counter : new String[] {"failed", "succeeded"}) {
            Field count = status.at(counter);
            if (count.number() < old.at("status", counter).number()) {
                count.invalidAs(Long.toString(count.number()), "cannot decrease the " + counter + " counter");
            }
        }
        Field oldEnd = old.at("status", "completionTime");
        if (end.isSet() && oldEnd.isSet() && !Same.same(end, oldEnd)) {
            end.invalid(Check.IMMUTABLE);
        }
        Field start = status.at("startTime");
        Field oldStart = old.at("status", "startTime");
        boolean resumes = has(old, "Suspended", "True") && has(job, "Suspended", "False");
        if (oldStart.isSet()
                && !Same.same(start, oldStart)
                && !resumes
                && !job.at("spec", "suspend").flag()) {
            start.invalid("field is immutable for unsuspended job once set");
        }
    }

    /** Which indexes completed and which failed; what stands there already is not looked at again. */
    private static void indexes(Field job, Field old) {
        Field spec = job.at("spec");
        boolean failures = spec.at("backoffLimitPerIndex").isSet();
        for (String name : new String[] {"completedIndexes", "failedIndexes"}) {
            Field indexes = job.at("status", name);
            Field before = old.at("status", name);
            boolean failed = name.equals("failedIndexes");
            boolean changed = indexes.isSet() != before.isSet() || !indexes.is(before.text());
            if (!indexes.isSet() || !changed) {
                continue;
            }
            if (failed && !failures) {
                indexes.invalid("cannot set non-null failedIndexes when backoffLimitPerIndex is null");
            } else if (spec.at("completions").isSet() && !indexes.isEmpty()) {
                JobPolicyRules.IndexIntervals intervals = JobPolicyRules.IndexIntervals.parse(
                        indexes.text(), spec.at("completions").number());
                if (!intervals.problem().isEmpty()) {
                    indexes.invalid("error parsing " + name + ": " + intervals.problem());
                }
            }
        }
    }

    /** Pods that ended and are not yet in the counts: each once, either succeeded or failed. */
    private static void uncounted(Field pods) {
        Set<String> seen = new HashSet<>();
        for (String outcome : new String[] {"succeeded", "failed"}) {
            for (Field pod : pods.at(outcome).items()) {
                if (pod.isEmpty()) {
                    pod.invalid("must not be empty");
                } else if (!seen.add(pod.text())) {
                    pod.duplicate();
                }
            }
        }
    }

    private static void refuse(Field conditions, String why) {
        conditions.report(FieldError.Type.INVALID, null, why);
    }
}
