package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;
import dev.quarterdeck.kube.validation.rule.MetadataRules;
import java.util.HashMap;
import java.util.Map;

/** Pod templates, in whatever kind they stand, and the kind PodTemplate. */
public final class PodTemplateRules implements KindRules {

    @Override
    public void create(Field object) {
        template(object.at("template"));
    }

    public static void template(Field template) {
        Field metadata = template.at("metadata");
        Field annotations = metadata.at("annotations").as(template.at("annotations"));
        Field spec = template.at("spec");
        MetadataRules.labels(metadata.at("labels").as(template.at("labels")));
        MetadataRules.annotations(annotations);
        PodAnnotationRules.annotations(annotations, spec);
        PodSpecRules.spec(spec, null);
        PodAnnotationRules.match(metadata.at("annotations"), spec);
        if (spec.at("ephemeralContainers").size() > 0) {
            spec.at("ephemeralContainers").forbidden("ephemeral containers not allowed in pod template");
        }
    }

    /** A template whose labels do not satisfy the selector that is to find its pods. */
    public static void matches(Field template, LabelSelector selector) {
        Field labels = template.at("metadata", "labels");
        Map<String, String> values = new HashMap<>();
        labels.entries().forEach(label -> values.put(label.name(), label.text()));
        if (!selector.matches(values)) {
            labels.invalidAs(labels.isSet() ? labels.shown() : "null", "`selector` does not match template `labels`");
        }
    }
}
