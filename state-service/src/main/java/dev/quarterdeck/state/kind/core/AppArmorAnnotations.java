package dev.quarterdeck.state.kind.core;

import dev.quarterdeck.state.kind.Trees;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Profiles that are still written as annotations, {@code container.apparmor.security.beta.kubernetes.io/NAME}, become the field that replaced them (KEP-24). */
final class AppArmorAnnotations {
    private static final String PREFIX = "container.apparmor.security.beta.kubernetes.io/";
    private static final String LOCAL = "localhost/";

    private AppArmorAnnotations() {}

    static void apply(ObjectNode pod) {
        ObjectNode annotations = Trees.objectAt(pod, "metadata", "annotations");
        if (annotations == null || Trees.text(pod, "spec", "os", "name").equals("windows")) {
            return;
        }
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            for (ObjectNode container : Trees.objects(pod, "spec", list)) {
                String profile = Trees.text(annotations, PREFIX + Trees.text(container, "name"));
                if (profile.isEmpty()) {
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

    private static void set(ObjectNode context, String profile, @org.jspecify.annotations.Nullable ObjectNode ofPod) {
        ObjectNode made = context.objectNode();
        if (profile.equals("runtime/default")) {
            made.put("type", "RuntimeDefault");
        } else if (profile.equals("unconfined")) {
            made.put("type", "Unconfined");
        } else if (profile.startsWith(LOCAL)) {
            made.put("type", "Localhost").put("localhostProfile", profile.substring(LOCAL.length()));
        } else {
            return;
        }
        if (!made.equals(ofPod)) {
            context.set("appArmorProfile", made);
        }
    }
}
