package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.kube.validation.pod.AppArmorProfile;
import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Profiles that are still written as annotations, {@code container.apparmor.security.beta.kubernetes.io/NAME}, become the field that replaced them (KEP-24). */
final class AppArmorAnnotations {
    private AppArmorAnnotations() {}

    static void apply(ObjectNode pod) {
        ObjectNode annotations = Trees.objectAt(pod, "metadata", "annotations");
        if (annotations == null || Trees.text(pod, "spec", "os", "name").equals("windows")) {
            return;
        }
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            for (ObjectNode container : Trees.objects(pod, "spec", list)) {
                String text = Trees.text(annotations, AppArmorProfile.ANNOTATION + Trees.text(container, "name"));
                AppArmorProfile profile = AppArmorProfile.read(text);
                if (profile == null) {
                    continue;
                }
                ObjectNode context = Trees.child(container, "securityContext");
                if (!context.hasNonNull("appArmorProfile")) {
                    set(context, profile, Trees.objectAt(pod, "spec", "securityContext", "appArmorProfile"));
                }
                if (context.isEmpty()) {
                    container.remove("securityContext");
                }
            }
        }
    }

    private static void set(ObjectNode context, AppArmorProfile profile, @Nullable ObjectNode ofPod) {
        ObjectNode made = context.objectNode();
        made.put("type", profile.type());
        if (profile.type().equals(AppArmorProfile.LOCALHOST)) {
            made.put("localhostProfile", profile.local());
        }
        if (!made.equals(ofPod)) {
            context.set("appArmorProfile", made);
        }
    }
}
