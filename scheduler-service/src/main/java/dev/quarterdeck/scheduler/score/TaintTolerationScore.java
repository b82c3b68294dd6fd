package dev.quarterdeck.scheduler.score;

import dev.quarterdeck.scheduler.filter.Tolerations;
import dev.quarterdeck.scheduler.snapshot.NodeSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import io.fabric8.kubernetes.api.model.Taint;

/** How many taints of effect PreferNoSchedule a pod does not tolerate: the fewer, the better. */
public final class TaintTolerationScore {
    public static final String NAME = "TaintToleration";

    private TaintTolerationScore() {}

    public static int disliked(PodRequest pod, NodeSnapshot node) {
        int count = 0;
        for (Taint taint : node.taints()) {
            if ("PreferNoSchedule".equals(taint.getEffect())
                    && !Tolerations.tolerates(pod.pod().getSpec().getTolerations(), taint)) {
                count++;
            }
        }
        return count;
    }
}
