package dev.quarterdeck.kube.defaulting;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kinds that keep a number of pods running: apps/v1 and ReplicationController. */
final class WorkloadDefaults {
    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

    private WorkloadDefaults() {}

    static void deployment(ObjectNode deployment) {
        Fields.withMade(deployment, "spec", spec -> {
            Fields.number(spec, "replicas", 1);
            Fields.withMade(spec, "strategy", strategy -> {
                Fields.text(strategy, "type", "RollingUpdate");
                if (Fields.text(strategy, "type").equals("RollingUpdate")) {
                    Fields.withMade(strategy, "rollingUpdate", r -> {
                        Fields.textIfAbsent(r, "maxUnavailable", "25%");
                        Fields.textIfAbsent(r, "maxSurge", "25%");
                    });
                }
            });
            Fields.number(spec, "revisionHistoryLimit", 10);
            Fields.number(spec, "progressDeadlineSeconds", 600);
            PodDefaults.template(spec);
        });
        Fields.make(deployment, "status");
    }

    static void replicaSet(ObjectNode set) {
        Fields.withMade(set, "spec", spec -> {
            Fields.number(spec, "replicas", 1);
            PodDefaults.template(spec);
        });
        Fields.withMade(set, "status", status -> Fields.number(status, "replicas", 0));
    }

    static void daemonSet(ObjectNode set) {
        Fields.withMade(set, "spec", spec -> {
            Fields.withMade(spec, "updateStrategy", strategy -> {
                Fields.text(strategy, "type", "RollingUpdate");
                if (Fields.text(strategy, "type").equals("RollingUpdate")) {
                    Fields.withMade(strategy, "rollingUpdate", r -> {
                        Fields.number(r, "maxUnavailable", 1);
                        Fields.number(r, "maxSurge", 0);
                    });
                }
            });
            Fields.number(spec, "revisionHistoryLimit", 10);
            PodDefaults.template(spec);
        });
        Fields.withMade(
                set,
                "metadata",
                m -> Fields.withMade(m, "annotations", a -> Fields.textIfAbsent(a, TEMPLATE_GENERATION, "1")));
        Fields.withMade(set, "status", status -> {
            Fields.number(status, "currentNumberScheduled", 0);
            Fields.number(status, "desiredNumberScheduled", 0);
            Fields.number(status, "numberMisscheduled", 0);
            Fields.number(status, "numberReady", 0);
        });
    }

    static void statefulSet(ObjectNode set) {
        Fields.withMade(set, "spec", spec -> {
            Fields.text(spec, "podManagementPolicy", "OrderedReady");
            Fields.withMade(spec, "updateStrategy", WorkloadDefaults::statefulStrategy);
            Fields.withMade(spec, "persistentVolumeClaimRetentionPolicy", policy -> {
                Fields.text(policy, "whenDeleted", "Retain");
                Fields.text(policy, "whenScaled", "Retain");
            });
            Fields.number(spec, "replicas", 1);
            Fields.number(spec, "revisionHistoryLimit", 10);
            Fields.textIfAbsent(spec, "serviceName", "");
            PodDefaults.template(spec);
            Fields.each(spec, "volumeClaimTemplates", claim -> {
                Fields.text(claim, "apiVersion", "v1");
                Fields.text(claim, "kind", "PersistentVolumeClaim");
                Fields.make(claim, "metadata");
                StorageDefaults.claim(claim);
            });
        });
        Fields.withMade(set, "status", status -> {
            Fields.number(status, "replicas", 0);
            Fields.number(status, "availableReplicas", 0);
        });
    }

    /** A strategy that says RollingUpdate and no more stays so; one that says nothing starts at partition 0. */
    private static void statefulStrategy(ObjectNode strategy) {
        boolean named = !Fields.text(strategy, "type").isEmpty();
        Fields.text(strategy, "type", "RollingUpdate");
        if (!named) {
            Fields.make(strategy, "rollingUpdate");
        }
        if (Fields.text(strategy, "type").equals("RollingUpdate")) {
            Fields.withObject(strategy, "rollingUpdate", r -> Fields.number(r, "partition", 0));
        }
    }

    static void replicationController(ObjectNode controller) {
        Fields.withMade(controller, "spec", spec -> {
            Fields.number(spec, "replicas", 1);
            JsonNode labels = spec.path("template").path("metadata").path("labels");
            if (!labels.isEmpty()) {
                if (Fields.isEmpty(spec, "selector")) {
                    spec.set("selector", labels.deepCopy());
                }
                labelsFrom(controller, labels);
            }
            PodDefaults.templateIfAny(spec);
        });
        Fields.withMade(controller, "status", status -> Fields.number(status, "replicas", 0));
    }

    /** An object without labels takes those of its pods. */
    static void labelsFrom(ObjectNode object, JsonNode labels) {
        Fields.withMade(object, "metadata", metadata -> {
            if (Fields.isEmpty(metadata, "labels") && !labels.isEmpty()) {
                metadata.set("labels", labels.deepCopy());
            }
        });
    }

    static void podTemplate(ObjectNode template) {
        PodDefaults.template(template);
    }
}
