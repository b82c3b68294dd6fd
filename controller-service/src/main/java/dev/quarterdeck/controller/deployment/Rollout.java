package dev.quarterdeck.controller.deployment;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a rollout.
 *
 * @param replicas wanted
 * @param maxSurge how many more there may be meanwhile
 * @param maxUnavailable how many fewer may be available meanwhile
 */
record Rollout(int replicas, int maxSurge, int maxUnavailable) {

    /** Percentages are of the replicas, surge rounded up and unavailable down; both zero would never move, so then one may be unavailable. */
    static Rollout of(Deployment deployment) {
        int replicas = deployment.getSpec().getReplicas() == null
                ? 1
                : deployment.getSpec().getReplicas();
        if (isRecreate(deployment)) {
            return new Rollout(replicas, 0, replicas);
        }
        IntOrString surge = null;
        IntOrString unavailable = null;
        if (deployment.getSpec().getStrategy() != null
                && deployment.getSpec().getStrategy().getRollingUpdate() != null) {
            surge = deployment.getSpec().getStrategy().getRollingUpdate().getMaxSurge();
            unavailable = deployment.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable();
        }
        int maxSurge = resolve(surge, replicas, true);
        int maxUnavailable = resolve(unavailable, replicas, false);
        if (maxSurge == 0 && maxUnavailable == 0) {
            maxUnavailable = 1;
        }
        return new Rollout(replicas, maxSurge, Math.min(maxUnavailable, replicas));
    }

    static boolean isRecreate(Deployment deployment) {
        return deployment.getSpec().getStrategy() != null
                && "Recreate".equals(deployment.getSpec().getStrategy().getType());
    }

    /** An absent value is the default of a quarter. */
    static int resolve(@Nullable IntOrString value, int of, boolean roundUp) {
        if (value != null && value.getIntVal() != null) {
            return value.getIntVal();
        }
        String text = value == null || value.getStrVal() == null ? "25%" : value.getStrVal();
        int percent = Integer.parseInt(text.substring(0, text.length() - 1));
        long scaled = (long) percent * of;
        return (int) (roundUp ? (scaled + 99) / 100 : scaled / 100);
    }

    int maxReplicas() {
        return replicas + maxSurge;
    }

    int minAvailable() {
        return replicas - maxUnavailable;
    }

    static int size(ReplicaSet set) {
        return set.getSpec().getReplicas() == null ? 1 : set.getSpec().getReplicas();
    }

    static int available(ReplicaSet set) {
        return set.getStatus() == null || set.getStatus().getAvailableReplicas() == null
                ? 0
                : set.getStatus().getAvailableReplicas();
    }

    static int observed(ReplicaSet set) {
        return set.getStatus() == null || set.getStatus().getReplicas() == null
                ? 0
                : set.getStatus().getReplicas();
    }
}
