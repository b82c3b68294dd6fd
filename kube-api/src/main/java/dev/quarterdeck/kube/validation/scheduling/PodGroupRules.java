package dev.quarterdeck.kube.validation.scheduling;

import dev.quarterdeck.kube.feature.FeatureGate;
import dev.quarterdeck.kube.feature.Features;
import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.ConditionRules;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.StoredForm;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A group's policy and where it comes from, for good; fields of features that are off keep what they have. */
public final class PodGroupRules implements KindRules {
    private static final StoredForm SPEC = StoredForm.of("scheduling.k8s.io/v1alpha2", "PodGroup", "spec");
    private static final Map<String, Optional<FeatureGate>> FIELDS = fields();

    private final Features features;

    public PodGroupRules(Features features) {
        this.features = features;
    }

    /** In their order, with the gates that some are behind. */
    private static Map<String, Optional<FeatureGate>> fields() {
        Map<String, Optional<FeatureGate>> fields = new LinkedHashMap<>();
        fields.put("podGroupTemplateRef", Optional.empty());
        fields.put("schedulingPolicy", Optional.empty());
        fields.put("schedulingConstraints", Optional.of(FeatureGate.TOPOLOGY_AWARE_WORKLOAD_SCHEDULING));
        fields.put("resourceClaims", Optional.empty());
        fields.put("disruptionMode", Optional.of(FeatureGate.WORKLOAD_AWARE_PREEMPTION));
        fields.put("priorityClassName", Optional.of(FeatureGate.WORKLOAD_AWARE_PREEMPTION));
        fields.put("priority", Optional.of(FeatureGate.WORKLOAD_AWARE_PREEMPTION));
        return fields;
    }

    @Override
    public void create(Field object) {
        Field spec = object.at("spec");
        Field reference = spec.at("podGroupTemplateRef");
        if (reference.isSet()) {
            GroupPolicyRules.exactlyOne(reference, "workload");
            Field workload = reference.at("workload");
            if (workload.isSet()) {
                GroupPolicyRules.subdomain(workload.at("workloadName"));
                GroupPolicyRules.label(workload.at("podGroupTemplateName"));
            }
        }
        GroupPolicyRules.policy(spec.at("schedulingPolicy"));
        GroupPolicyRules.constraints(spec.at("schedulingConstraints"));
        GroupPolicyRules.disruption(spec);
    }

    @Override
    public void update(Field object, Field old) {
        Field spec = object.at("spec");
        Field before = old.at("spec");
        FIELDS.forEach((field, gate) -> {
            if (same(spec, before, field)) {
                return;
            }
            if (gate.isEmpty() || features.isOn(gate.get())) {
                GroupPolicyRules.frozen(spec.at(field));
            } else if (spec.at(field).isSet()) {
                spec.at(field).forbidden("");
            }
        });
    }

    private static boolean same(Field spec, Field old, String field) {
        JsonNode now = spec.at(field).node();
        JsonNode before = old.at(field).node();
        return now.equals(before) || SPEC.same(only(field, now), only(field, before));
    }

    private static JsonNode only(String field, JsonNode value) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        return value.isMissingNode() ? spec : spec.set(field, value);
    }

    @Override
    public void status(Field object, Field old) {
        ConditionRules.conditions(object.at("status", "conditions"));
        for (Field claim : object.at("status", "resourceClaimStatuses").items()) {
            Field name = claim.at("name");
            if (object.at("spec", "resourceClaims").items().stream()
                    .noneMatch(each -> each.at("name").is(name.text()))) {
                name.invalid("must match the name of an entry in `spec.resourceClaims`");
            } else if (claim.at("resourceClaimName").isSet()) {
                Check.dnsSubdomain(claim.at("resourceClaimName"));
            }
        }
    }
}
