package dev.quarterdeck.state.reference;

import static dev.quarterdeck.state.reference.Edges.list;
import static dev.quarterdeck.state.reference.Edges.x;
import static dev.quarterdeck.state.reference.Patches.spec;

import java.util.List;

/** The limits of workloads, autoscalers and budgets. */
final class WorkloadLimits {
    private WorkloadLimits() {}

    static void tryAll(Edges edges) {
        Edges row = edges.row(
                "Deployment, ReplicaSet, StatefulSet, DaemonSet, ReplicationController",
                "replicas, minReadySeconds, revisionHistoryLimit");
        for (String kind : List.of("Deployment", "ReplicaSet", "StatefulSet", "ReplicationController")) {
            row.breaks(kind, spec("'replicas':-1"), "spec.replicas");
            row.breaks(kind, spec("'minReadySeconds':-1"), "spec.minReadySeconds");
        }
        for (String kind : List.of("Deployment", "DaemonSet")) {
            // that of a StatefulSet is not looked at, there either
            row.breaks(kind, spec("'revisionHistoryLimit':-1"), "spec.revisionHistoryLimit");
        }
        row = edges.row("Deployment, ReplicaSet, StatefulSet, DaemonSet", "selector");
        for (String kind : List.of("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet")) {
            row.breaks(
                    kind,
                    spec("'selector':null"),
                    kind.equals("DaemonSet") ? "spec.template.metadata.labels" : "spec.selector");
            row.breaks(kind, spec("'selector':{'matchLabels':null}"), "spec.selector");
            row.breaks(kind, spec("'selector':{'matchLabels':{'app':'b'}}"), "spec.template.metadata.labels");
        }
        row = edges.row("Deployment ...", "template restartPolicy");
        for (String kind : List.of("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController")) {
            row.breaks(kind, spec("'template':{'spec':{'restartPolicy':'Never'}}"), "spec.template.spec.restartPolicy");
            row.breaks(
                    kind,
                    spec("'template':{'spec':{'activeDeadlineSeconds':5}}"),
                    "spec.template.spec.activeDeadlineSeconds");
        }
        String rolling = "'%s':{'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':%s,'maxSurge':%s}}";
        edges.row("Deployment", "rollingUpdate")
                .breaks(
                        "Deployment",
                        spec(rolling.formatted("strategy", "0", "0")),
                        "spec.strategy.rollingUpdate.maxUnavailable")
                .fits("Deployment", spec(rolling.formatted("strategy", "'100%'", "0")))
                .breaks(
                        "Deployment",
                        spec(rolling.formatted("strategy", "'101%'", "0")),
                        "spec.strategy.rollingUpdate.maxUnavailable");
        edges.row("Deployment", "progressDeadlineSeconds")
                .fits("Deployment", spec("'progressDeadlineSeconds':6,'minReadySeconds':5"))
                .breaks(
                        "Deployment",
                        spec("'progressDeadlineSeconds':5,'minReadySeconds':5"),
                        "spec.progressDeadlineSeconds");
        edges.row("DaemonSet", "rollingUpdate")
                .fits("DaemonSet", spec(rolling.formatted("updateStrategy", "0", "1")))
                .breaks(
                        "DaemonSet",
                        spec(rolling.formatted("updateStrategy", "0", "0")),
                        "spec.updateStrategy.rollingUpdate")
                .breaks(
                        "DaemonSet",
                        spec(rolling.formatted("updateStrategy", "1", "1")),
                        "spec.updateStrategy.rollingUpdate");
        edges.row("StatefulSet", "ordinals.start, partition")
                .breaks("StatefulSet", spec("'ordinals':{'start':-1}"), "spec.ordinals.start")
                .breaks(
                        "StatefulSet",
                        spec("'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'partition':-1}}"),
                        "spec.updateStrategy.rollingUpdate.partition");
        String policy = "'podFailurePolicy':{'rules':%s}";
        String ruleOne = "{'action':'Ignore','onExitCodes':{'operator':'In','values':%s}}";
        edges.row("Job", "template restartPolicy")
                .breaks(
                        "Job",
                        spec("'template':{'spec':{'restartPolicy':'Always'}}"),
                        "spec.template.spec.restartPolicy")
                .fits("Job", spec("'template':{'spec':{'restartPolicy':'OnFailure'}}"))
                .breaks(
                        "Job",
                        spec("'template':{'spec':{'restartPolicy':'OnFailure'}},"
                                + policy.formatted("[" + ruleOne.formatted("[1]") + "]")),
                        "spec.template.spec.restartPolicy");
        String indexed = "'completionMode':'Indexed','completions':%s,'parallelism':%d";
        edges.row("Job", "Indexed")
                .fits("Job", spec(indexed.formatted("5", 100_000)))
                .breaks("Job", spec(indexed.formatted("5", 100_001)), "spec.parallelism")
                .breaks("Job", spec(indexed.formatted("null", 1)), "spec.completions")
                .breaks(
                        "Job",
                        spec(indexed.formatted("100000", 5) + ",'backoffLimitPerIndex':1,'maxFailedIndexes':100001"),
                        "spec.maxFailedIndexes");
        edges.row("Job", "backoffLimitPerIndex with completions > 100000")
                .fits(
                        "Job",
                        spec(indexed.formatted("100001", 10_000)
                                + ",'backoffLimitPerIndex':1,'maxFailedIndexes':10000"))
                .breaks(
                        "Job",
                        spec(indexed.formatted("100001", 10_000) + ",'backoffLimitPerIndex':1"),
                        "spec.maxFailedIndexes")
                .breaks(
                        "Job",
                        spec(indexed.formatted("100001", 10_001)
                                + ",'backoffLimitPerIndex':1,'maxFailedIndexes':10000"),
                        "spec.parallelism");
        edges.row("Job", "podFailurePolicy")
                .fits("Job", spec(policy.formatted(list(20, i -> ruleOne.formatted("[1]")))))
                .breaks(
                        "Job",
                        spec(policy.formatted(list(21, i -> ruleOne.formatted("[1]")))),
                        "spec.podFailurePolicy.rules")
                .breaks(
                        "Job",
                        spec(policy.formatted("[" + ruleOne.formatted(list(256, i -> "" + (i + 1))) + "]")),
                        "spec.podFailurePolicy.rules[0].onExitCodes.values")
                .breaks(
                        "Job",
                        spec(policy.formatted("[" + ruleOne.formatted("[2,1]") + "]")),
                        "spec.podFailurePolicy.rules[0].onExitCodes.values")
                .breaks(
                        "Job",
                        spec(policy.formatted("[" + ruleOne.formatted("[0]") + "]")),
                        "spec.podFailurePolicy.rules[0].onExitCodes.values");
        String success = indexed.formatted("5", 1) + ",'successPolicy':{'rules':%s}";
        edges.row("Job", "successPolicy")
                .fits("Job", spec(success.formatted(list(20, i -> "{'succeededCount':1}"))))
                .breaks(
                        "Job",
                        spec(success.formatted(list(21, i -> "{'succeededCount':1}"))),
                        "spec.successPolicy.rules")
                .breaks("Job", spec(success.formatted("[]")), "spec.successPolicy.rules")
                .breaks(
                        "Job",
                        spec(success.formatted("[{'succeededIndexes':'" + "1".repeat(65_537) + "'}]")),
                        "spec.successPolicy.rules[0].succeededIndexes");
        edges.row("Job", "managedBy")
                .fits("Job", spec("'managedBy':'example.com/" + x(51) + "'"))
                .breaks("Job", spec("'managedBy':'example.com/" + x(52) + "'"), "spec.managedBy")
                .breaks("Job", spec("'managedBy':'me'"), "spec.managedBy");
        edges.row("CronJob", "timeZone")
                .fits("CronJob", spec("'timeZone':'Europe/Berlin'"))
                .breaks("CronJob", spec("'timeZone':'Local'"), "spec.timeZone")
                .breaks("CronJob", spec("'timeZone':'Nowhere/Land'"), "spec.timeZone")
                .breaks("CronJob", spec("'schedule':'TZ=UTC * * * * *'"), "spec.schedule");
        edges.row("CronJob", "startingDeadlineSeconds, history limits")
                .breaks("CronJob", spec("'startingDeadlineSeconds':-1"), "spec.startingDeadlineSeconds")
                .breaks("CronJob", spec("'failedJobsHistoryLimit':-1"), "spec.failedJobsHistoryLimit")
                .breaks("CronJob", spec("'successfulJobsHistoryLimit':-1"), "spec.successfulJobsHistoryLimit");
        String scaler = "HorizontalPodAutoscaler";
        edges.row(scaler, "minReplicas").breaks(scaler, spec("'minReplicas':0"), "spec.minReplicas");
        edges.row(scaler, "maxReplicas")
                .breaks(scaler, spec("'maxReplicas':0"), "spec.maxReplicas")
                .breaks(scaler, spec("'maxReplicas':3,'minReplicas':4"), "spec.maxReplicas");
        String down = "'behavior':{'scaleDown':{%s}}";
        edges.row(scaler, "stabilizationWindowSeconds")
                .fits(scaler, spec(down.formatted("'stabilizationWindowSeconds':3600")))
                .breaks(
                        scaler,
                        spec(down.formatted("'stabilizationWindowSeconds':3601")),
                        "spec.behavior.scaleDown.stabilizationWindowSeconds");
        String policies = down.formatted("'policies':[{'type':'Pods','value':%d,'periodSeconds':%d}]");
        edges.row(scaler, "policies periodSeconds")
                .fits(scaler, spec(policies.formatted(1, 1800)))
                .breaks(scaler, spec(policies.formatted(1, 1801)), "spec.behavior.scaleDown.policies[0].periodSeconds")
                .breaks(scaler, spec(policies.formatted(1, 0)), "spec.behavior.scaleDown.policies[0].periodSeconds")
                .breaks(scaler, spec(policies.formatted(0, 1)), "spec.behavior.scaleDown.policies[0].value")
                .breaks(scaler, spec(down.formatted("'policies':[]")), "spec.behavior.scaleDown.policies");
        edges.row("PodDisruptionBudget", "minAvailable, maxUnavailable")
                .breaks("PodDisruptionBudget", spec("'maxUnavailable':1"), "spec");
    }
}
