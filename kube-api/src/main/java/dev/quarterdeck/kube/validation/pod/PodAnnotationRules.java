package dev.quarterdeck.kube.validation.pod;

import dev.quarterdeck.kube.validation.rule.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Annotations of pods that mean something: mirror pods, deletion cost, and profiles from before there were fields for them. */
final class PodAnnotationRules {
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
    private static final Set<String> SECCOMP_PROFILES = Set.of("runtime/default", "docker/default", "unconfined");

    private PodAnnotationRules() {}

    static void annotations(Field annotations, Field spec) {
        Field mirror = annotations.key(MIRROR);
        if (mirror.isSet() && spec.at("nodeName").isEmpty()) {
            mirror.invalid("must set spec.nodeName if mirror pod annotation is set");
        }
        Field cost = annotations.key(DELETION_COST);
        if (cost.isSet() && !isInteger(cost.text())) {
            cost.invalid("must be a 32bit integer");
        }
        for (Field annotation : annotations.entries()) {
            boolean ofPod = annotation.name().equals(SECCOMP_POD);
            if ((ofPod || annotation.name().startsWith(SECCOMP_CONTAINER))
                    && !SECCOMP_PROFILES.contains(annotation.text())
                    && !annotation.text().startsWith("localhost/")) {
                annotation.as(annotations.at(annotation.name())).invalid("must be a valid seccomp profile");
            }
            if (annotation.name().startsWith(AppArmorProfile.ANNOTATION)) {
                String container = annotation.name().substring(AppArmorProfile.ANNOTATION.length());
                if (ContainerRules.all(spec).stream()
                        .noneMatch(c -> c.at("name").is(container))) {
                    annotation.invalidAs("\"" + container + "\"", "container not found");
                }
                String profile = annotation.text();
                if (!profile.isEmpty() && AppArmorProfile.read(profile) == null) {
                    annotation.invalid("invalid AppArmor profile name: \"" + profile + "\"");
                }
            }
        }
    }

    private static boolean isInteger(String text) {
        try {
            Integer.parseInt(text);
            return text.equals("0") || !text.startsWith("+") && !text.startsWith("0");
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** A profile in an annotation is the one in the field. */
    static void match(Field annotations, Field spec) {
        if (annotations.isEmpty()) {
            return;
        }
        for (Field container : ContainerRules.all(spec)) {
            Field annotation = annotations.key(
                    AppArmorProfile.ANNOTATION + container.at("name").text());
            Field own = container.at("securityContext", "appArmorProfile");
            Field profile = own.isSet() ? own : spec.at("securityContext", "appArmorProfile");
            if (!annotation.isSet() || !profile.isSet()) {
                continue;
            }
            String type = profile.at("type").text();
            String expected =
                    new AppArmorProfile(type, profile.at("localhostProfile").text()).written(annotation.text());
            if (!annotation.text().equals(expected)) {
                boolean local = type.equals(AppArmorProfile.LOCALHOST)
                        && annotation.text().startsWith(AppArmorProfile.LOCAL);
                own.at(local ? "localhostProfile" : "type")
                        .forbidden("apparmor " + (local ? "profile" : "type") + " in annotation and field must match");
            }
        }
    }

    static void update(Field annotations, Field old) {
        Map<String, String> before = new HashMap<>();
        old.entries().forEach(a -> before.put(a.name(), a.text()));
        for (Field annotation : old.entries()) {
            Field now = annotations.key(annotation.name());
            if (!now.isSet() || !now.text().equals(annotation.text())) {
                refuse(now, annotation.name(), "may not remove or update ");
            }
        }
        for (Field annotation : annotations.entries()) {
            if (!before.containsKey(annotation.name())) {
                refuse(annotation, annotation.name(), "may not add ");
            }
        }
    }

    private static void refuse(Field annotation, String name, String words) {
        if (name.startsWith(AppArmorProfile.ANNOTATION)) {
            annotation.forbidden(words + "AppArmor annotations");
        } else if (name.equals(MIRROR)) {
            annotation.forbidden(words + "mirror pod annotation");
        }
    }
}
