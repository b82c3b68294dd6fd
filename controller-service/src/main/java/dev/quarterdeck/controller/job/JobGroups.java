package dev.quarterdeck.controller.job;

import dev.quarterdeck.kube.object.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Collection;

/** In which PodGroup the pods of a Job are. */
interface JobGroups {
    /** In none. */
    JobGroups NONE = new JobGroups() {
        @Override
        public String of(Job job, Collection<Pod> owned) {
            return "";
        }

        @Override
        public void forget(ObjectKey job) {
            // Nothing is known.
        }
    };

    /** The name of the group, which is there then; empty for none. */
    String of(Job job, Collection<Pod> owned) throws InterruptedException;

    /** The Job is gone. */
    void forget(ObjectKey job);
}
