package dev.quarterdeck.benchmarks.scheduling;

import java.util.List;

/**
 * What is done, step by step, where a scenario is more than pods before and pods that are measured. In texts {@code @i@} stands for a running number, and
 * {@code @i/5@} and {@code @i%25@} for what they say.
 *
 * @param steps {@link Begin} is one of them
 */
record Course(List<Step> steps) {

    sealed interface Step {}

    record Nodes(NodeSort sort) implements Step {}

    /**
     * Objects that are neither nodes nor pods.
     *
     * @param path of the collection, as {@code /apis/resource.k8s.io/v1/deviceclasses}
     * @param status that is written once the object is there; empty for none
     */
    record Objects(String path, int count, String json, String status) implements Step {}

    /**
     * Pods, not waited for.
     *
     * @param overlay how they differ from a pod with one container, {@code pause}, that asks for nothing
     * @param volumes what each has mounted: {@code csi}, {@code csi-once} or {@code aws}; empty for nothing
     * @param measured whether these are the ones that are timed and counted
     */
    record Wave(String namespace, String prefix, int count, String overlay, String volumes, boolean measured)
            implements Step {}

    /** Waits until all pods so far have been tried, or are held by a gate. */
    record Tried() implements Step {}

    /** Waits until all pods so far have had a node. */
    record Bound() implements Step {}

    /** From here on the time is taken. */
    record Begin() implements Step {}

    /** Merge patches, as quickly as the server takes them. */
    record Patch(String path, int count, String json) implements Step {}

    /** @param release a merge patch before, which takes finalizers away; empty for none */
    record Delete(String path, int count, String release) implements Step {}

    static Wave measured(String namespace, String prefix, int count, String overlay) {
        return new Wave(namespace, prefix, count, overlay, "", true);
    }

    static Wave other(String namespace, String prefix, int count, String overlay) {
        return new Wave(namespace, prefix, count, overlay, "", false);
    }

    static Objects object(String path, String json) {
        return new Objects(path, 1, json, "");
    }

    static Objects objects(String path, int count, String json) {
        return new Objects(path, count, json, "");
    }

    int pods() {
        return steps.stream()
                .mapToInt(s -> s instanceof Wave wave && wave.measured() ? wave.count() : 0)
                .sum();
    }

    /** A text for one number. */
    static String numbered(String text, int i) {
        if (text.indexOf('@') < 0) {
            return text;
        }
        return java.util.regex.Pattern.compile("@i(?:([/%])(\\d+))?@")
                .matcher(text)
                .replaceAll(found -> {
                    if (found.group(1) == null) {
                        return Integer.toString(i);
                    }
                    int by = Integer.parseInt(found.group(2));
                    return Integer.toString(found.group(1).equals("/") ? i / by : i % by);
                });
    }
}
