package dev.quarterdeck.kube.validation.workload;

import dev.quarterdeck.kube.validation.pod.ClaimSpecRules;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.NameRule;
import dev.quarterdeck.kube.validation.rule.StoredForm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

public final class StatefulSetRules implements KindRules {
    private static final StoredForm SPEC = StoredForm.of("apps/v1", "StatefulSet", "spec");
    private static final String[] CHANGEABLE = {
        "replicas",
        "template",
        "updateStrategy",
        "minReadySeconds",
        "ordinals",
        "revisionHistoryLimit",
        "persistentVolumeClaimRetentionPolicy"
    };

    @Override
    public NameRule names() {
        return NameRule.LABEL;
    }

    @Override
    public void create(Field object) {
        spec(object.at("spec"), true);
    }

    private static void spec(Field spec, boolean creating) {
        Field management = spec.at("podManagementPolicy");
        if (management.isEmpty()) {
            management.required("");
        } else if (!management.is("OrderedReady") && !management.is("Parallel")) {
            management.invalid("must be 'OrderedReady' or 'Parallel'");
        }
        strategy(spec.at("updateStrategy"));
        Field retention = spec.at("persistentVolumeClaimRetentionPolicy");
        if (retention.isSet()) {
            Check.oneOf(retention.at("whenDeleted"), "Retain", "Delete");
            Check.oneOf(retention.at("whenScaled"), "Retain", "Delete");
        }
        if (creating) {
            spec.at("volumeClaimTemplates").items().forEach(claim -> ClaimSpecRules.spec(claim.at("spec")));
        }
        Check.notNegative(spec.at("replicas"));
        Check.notNegative(spec.at("minReadySeconds"));
        Check.notNegative(spec.at("ordinals", "start"));
        if (creating && !spec.at("serviceName").isEmpty()) {
            Check.dnsLabel(spec.at("serviceName"));
        }
        SelectorRules.required(spec.at("selector"), "statefulset");
        SelectorRules.template(withClaims(spec), "", false);
        SelectorRules.alwaysRestarted(spec.at("template"), "StatefulSet");
    }

    /** The spec as its pods will be: with the volumes of the claims, and without what the controller sets itself. */
    private static Field withClaims(Field spec) {
        if (!(spec.node() instanceof ObjectNode node)) {
            return spec;
        }
        List<Field> claims = spec.at("volumeClaimTemplates").items();
        Field podSpec = spec.at("template", "spec");
        if (claims.isEmpty()
                && podSpec.at("subdomain").isEmpty()
                && podSpec.at("hostname").isEmpty()) {
            return spec;
        }
        ObjectNode copy = node.deepCopy();
        if (copy.path("template").path("spec") instanceof ObjectNode pod) {
            pod.remove(List.of("subdomain", "hostname"));
            Set<String> names = new HashSet<>();
            List<ObjectNode> volumes = new ArrayList<>();
            for (Field claim : claims) {
                String name = claim.at("metadata", "name").text();
                if (names.add(name)) {
                    ObjectNode volume = pod.objectNode().put("name", name);
                    volume.putObject("persistentVolumeClaim").put("claimName", name);
                    volumes.add(volume);
                }
            }
            if (pod.get("volumes") instanceof ArrayNode own) {
                own.forEach(volume -> {
                    if (volume instanceof ObjectNode v
                            && names.add(v.path("name").asString(""))) {
                        volumes.add(v);
                    }
                });
            }
            pod.putArray("volumes").addAll(volumes);
        }
        return spec.holding(copy);
    }

    private static void strategy(Field strategy) {
        Field rolling = strategy.at("rollingUpdate");
        switch (strategy.at("type").text()) {
            case "" -> strategy.required("");
            case "OnDelete" -> {
                if (rolling.isSet()) {
                    rolling.invalidAs(
                            rolling.struct("Partition", "MaxUnavailable"),
                            "only allowed for updateStrategy 'RollingUpdate'");
                }
            }
            case "RollingUpdate" -> {
                Check.notNegative(rolling.at("partition"));
                Field unavailable = rolling.at("maxUnavailable");
                if (unavailable.isSet()) {
                    IntOrPercent.notNegative(unavailable);
                    if (IntOrPercent.value(unavailable) == 0) {
                        unavailable.invalid("cannot be 0");
                    }
                    IntOrPercent.atMostAll(unavailable);
                }
            }
            default ->
                strategy.invalidAs(strategy.struct("Type=", "RollingUpdate"), "must be 'RollingUpdate' or 'OnDelete'");
        }
    }

    @Override
    public void update(Field object, Field old) {
        spec(object.at("spec"), false);
        if (object.at("spec").node() instanceof ObjectNode now && old.at("spec").node() instanceof ObjectNode before) {
            ObjectNode fixed = now.deepCopy();
            ObjectNode fixedBefore = before.deepCopy();
            fixed.remove(List.of(CHANGEABLE));
            fixedBefore.remove(List.of(CHANGEABLE));
            if (!SPEC.same(fixed, fixedBefore)) {
                object.at("spec")
                        .forbidden(
                                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
            }
        }
    }

    @Override
    public void status(Field object, Field old) {
        Field status = object.at("status");
        ReplicaStatusRules.notNegative(
                status,
                "replicas",
                "readyReplicas",
                "currentReplicas",
                "updatedReplicas",
                "availableReplicas",
                "observedGeneration",
                "collisionCount");
        ReplicaStatusRules.atMost(
                status,
                "replicas",
                "cannot be greater than status.replicas",
                "readyReplicas",
                "currentReplicas",
                "updatedReplicas",
                "availableReplicas");
        ReplicaStatusRules.atMost(
                status, "readyReplicas", "cannot be greater than status.readyReplicas", "availableReplicas");
        ReplicaStatusRules.neverLess(status.at("collisionCount"), old.at("status", "collisionCount"));
    }
}
