package dev.quarterdeck.node.runtime;

import java.util.Map;

/** The labels and annotations by which the agent finds its sandboxes and containers again, the same that other tools on hosts look for. */
public final class Labels {
    public static final String POD_NAME = "io.kubernetes.pod.name";
    public static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
    public static final String POD_UID = "io.kubernetes.pod.uid";
    public static final String CONTAINER_NAME = "io.kubernetes.container.name";
    public static final String RESTART_COUNT = "io.kubernetes.container.restartCount";
    public static final String CONTAINER_HASH = "io.kubernetes.container.hash";
    public static final String TERMINATION_MESSAGE_PATH = "io.kubernetes.container.terminationMessagePath";
    public static final String TERMINATION_MESSAGE_POLICY = "io.kubernetes.container.terminationMessagePolicy";
    public static final String POD_GRACE_PERIOD = "io.kubernetes.pod.terminationGracePeriod";

    private Labels() {}

    /** A container made by something else counts as never restarted. */
    static int restartCount(Map<String, String> annotations) {
        try {
            return Integer.parseInt(annotations.getOrDefault(RESTART_COUNT, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
