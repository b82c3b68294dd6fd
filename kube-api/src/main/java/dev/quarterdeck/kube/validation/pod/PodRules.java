package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.validation.rule.Field;
import dev.quarterdeck.kube.validation.rule.KindRules;

/** Pods themselves: the rules of their spec, and those that templates are not held to. */
public final class PodRules implements KindRules {

    @Override
    public void create(Field pod) {
        spec(pod);
        Field spec = pod.at("spec");
        if (spec.at("ephemeralContainers").size() > 0) {
            spec.at("ephemeralContainers").forbidden("cannot be set on create");
        }
        if (!spec.at("nodeName").isEmpty() && spec.at("schedulingGates").size() > 0) {
            spec.at("nodeName").forbidden("cannot be set until all schedulingGates have been cleared");
        }
        PodAnnotationRules.match(pod.at("metadata", "annotations"), spec);
    }

    private static void spec(Field pod) {
        Field spec = pod.at("spec");
        PodAnnotationRules.annotations(pod.at("metadata", "annotations"), spec);
        PodSpecRules.spec(spec, pod.at("metadata"));
        if (spec.at("serviceAccountName").isEmpty()) {
            for (Field volume : spec.at("volumes").items()) {
                for (Field source : volume.at("projected", "sources").items()) {
                    if (source.at("serviceAccountToken").isSet()) {
                        source.at("serviceAccountToken")
                                .forbidden("must not be specified when serviceAccountName is not set");
                    }
                }
            }
        }
        ContainerRules.trimmedImages(spec.at("containers"));
        ContainerRules.trimmedImages(spec.at("initContainers"));
    }

    @Override
    public void update(Field pod, Field old) {
        spec(pod);
        PodAnnotationRules.update(pod.at("metadata", "annotations"), old.at("metadata", "annotations"));
        PodUpdateRules.update(pod.at("spec"), old.at("spec"));
    }

    @Override
    public void subresource(String name, Field pod, Field old) {
        if (!name.equals("resize")) {
            status(pod, old);
        } else if (PodResizeRules.resizable(pod, old)) {
            spec(pod);
            PodResizeRules.resize(pod, old);
        }
    }

    @Override
    public void status(Field pod, Field old) {
        PodStatusRules.status(pod, old);
    }
}
