package dev.quarterdeck.kube.defaulting;

import tools.jackson.databind.node.ObjectNode;

/** Pods, and the pod templates of every kind that has one. Some defaults are of Pods alone, so that templates stay as they were written. */
final class PodDefaults {

    private PodDefaults() {}

    static void pod(ObjectNode pod) {
        Fields.withMade(pod, "spec", spec -> {
            spec(spec);
            if (spec.path("terminationGracePeriodSeconds").asLong(0) < 0) {
                spec.put("terminationGracePeriodSeconds", 1); // of pods alone: templates keep what they say
            }
            Fields.each(spec, "containers", ContainerDefaults::requestsFromLimits);
            Fields.each(spec, "initContainers", ContainerDefaults::requestsFromLimits);
            PodResourceDefaults.apply(spec);
            Fields.flag(spec, "enableServiceLinks", true);
            if (spec.path("hostNetwork").asBoolean(false)) {
                Fields.each(spec, "containers", ContainerDefaults::hostPorts);
                Fields.each(spec, "initContainers", ContainerDefaults::hostPorts);
            }
        });
        Fields.withMade(pod, "status", status -> {
            Fields.each(status, "containerStatuses", PodDefaults::containerStatus);
            Fields.each(status, "initContainerStatuses", PodDefaults::containerStatus);
            Fields.each(status, "ephemeralContainerStatuses", PodDefaults::containerStatus);
        });
    }

    private static void containerStatus(ObjectNode status) {
        Quantities.list(status, "allocatedResources");
        Quantities.requirements(status.get("resources"));
    }

    /** {@code template} of {@code parent}: it and its metadata are written even if empty. */
    static void template(ObjectNode parent) {
        Fields.make(parent, "template");
        templateIfAny(parent);
    }

    static void templateIfAny(ObjectNode parent) {
        Fields.withObject(parent, "template", template -> {
            Fields.make(template, "metadata");
            Fields.withMade(template, "spec", PodDefaults::spec);
        });
    }

    static void spec(ObjectNode spec) {
        Fields.text(spec, "dnsPolicy", "ClusterFirst");
        Fields.text(spec, "restartPolicy", "Always");
        Fields.make(spec, "securityContext");
        Fields.number(spec, "terminationGracePeriodSeconds", 30);
        Fields.text(spec, "schedulerName", "default-scheduler");
        Fields.each(spec, "initContainers", ContainerDefaults::apply);
        Fields.each(spec, "containers", ContainerDefaults::apply);
        Fields.each(spec, "ephemeralContainers", ContainerDefaults::apply);
        Fields.each(spec, "volumes", VolumeDefaults::apply);
        Quantities.requirements(spec.get("resources"));
        Quantities.list(spec, "overhead");
        accountName(spec);
    }

    /** {@code serviceAccount} is the old name of {@code serviceAccountName}; both are written, the new one wins. */
    private static void accountName(ObjectNode spec) {
        String name = Fields.text(spec, "serviceAccountName");
        String old = Fields.text(spec, "serviceAccount");
        if (!name.isEmpty() && !name.equals(old)) {
            spec.put("serviceAccount", name);
        } else if (name.isEmpty() && !old.isEmpty()) {
            spec.put("serviceAccountName", old);
        }
    }
}
