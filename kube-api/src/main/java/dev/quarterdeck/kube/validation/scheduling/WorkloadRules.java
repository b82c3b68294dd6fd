package dev.quarterdeck.kube.validation.scheduling;

import dev.quarterdeck.kube.validation.rule.Check;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.StoredForm;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Templates of pod groups, for good. */
public final class WorkloadRules implements KindRules {
    private static final StoredForm CONTROLLER =
            StoredForm.of("scheduling.k8s.io/v1alpha2", "Workload", "spec", "controllerRef");
    private static final StoredForm TEMPLATES =
            StoredForm.of("scheduling.k8s.io/v1alpha2", "Workload", "spec", "podGroupTemplates");
    private static final int MOST_TEMPLATES = 8;

    @Override
    public void create(Field object) {
        controller(object.at("spec", "controllerRef"));
        Field templates = object.at("spec", "podGroupTemplates");
        if (isFit(templates)) {
            templates(templates.items());
        }
    }

    @Override
    public void update(Field object, Field old) {
        Field controller = object.at("spec", "controllerRef");
        if (!CONTROLLER.same(controller, old.at("spec", "controllerRef"))) {
            GroupPolicyRules.frozen(controller);
        }
        Field templates = object.at("spec", "podGroupTemplates");
        if (!TEMPLATES.same(templates, old.at("spec", "podGroupTemplates"))) {
            GroupPolicyRules.frozen(templates);
            isFit(templates);
        }
    }

    private static void controller(Field reference) {
        if (!reference.isSet()) {
            return;
        }
        if (!reference.at("apiGroup").isEmpty()) {
            Check.dnsSubdomain(reference.at("apiGroup"));
        }
        GroupPolicyRules.pathSegment(reference.at("kind"));
        GroupPolicyRules.pathSegment(reference.at("name"));
    }

    private static boolean isFit(Field templates) {
        if (templates.size() > MOST_TEMPLATES) {
            templates.tooMany(templates.size(), MOST_TEMPLATES);
            return false;
        }
        return Check.required(templates);
    }

    private static void templates(List<Field> templates) {
        Set<String> names = new HashSet<>();
        for (Field template : templates) {
            if (!names.add(template.at("name").text())) {
                template.duplicateAs(template.struct("name=", "schedulingPolicy", "schedulingConstraints"));
            }
        }
        for (Field template : templates) {
            GroupPolicyRules.label(template.at("name"));
            GroupPolicyRules.policy(template.at("schedulingPolicy"));
            GroupPolicyRules.constraints(template.at("schedulingConstraints"));
            GroupPolicyRules.disruption(template);
        }
    }
}
