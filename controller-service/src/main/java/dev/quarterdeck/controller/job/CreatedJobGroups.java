package dev.quarterdeck.controller.job;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.wiring.ControllerContext;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.event.EventRecorder;
import dev.quarterdeck.reconcile.informer.Informer;
import dev.quarterdeck.reconcile.model.PodGroup;
import dev.quarterdeck.reconcile.model.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a Workload and a PodGroup for each new Job that is a gang, before its first pod. Where somebody else made a Workload for the Job, or there are several, its
 * pods go each for itself. What was made is remembered: a cache that does not show it yet changes nothing. Thread-safe; a Job is worked on by one thread at a time.
 */
final class CreatedJobGroups implements JobGroups {
    static final String BY_JOB = "workloadByJob";
    static final String BY_WORKLOAD = "podGroupByWorkload";

    private final Informer<Workload> workloads;
    private final Informer<PodGroup> groups;
    private final ObjectApi api;
    private final EventRecorder events;
    private final Map<ObjectKey, Made> made = new ConcurrentHashMap<>();

    private record Made(String job, String group) {}

    CreatedJobGroups(Informer<Workload> workloads, Informer<PodGroup> groups, ObjectApi api, EventRecorder events) {
        this.workloads = workloads;
        this.groups = groups;
        this.api = api;
        this.events = events;
    }

    /** For an index. */
    static Collection<String> job(Workload workload) {
        return key(workload, workload.job());
    }

    /** For an index. */
    static Collection<String> workload(PodGroup group) {
        return key(group, group.workload());
    }

    private static Collection<String> key(HasMetadata object, String name) {
        return name.isEmpty() ? List.of() : List.of(object.getMetadata().getNamespace() + "/" + name);
    }

    @Override
    public void forget(ObjectKey job) {
        made.remove(job);
    }

    @Override
    public String of(Job job, Collection<Pod> owned) throws InterruptedException {
        if (!JobGang.isCandidate(job)) {
            return "";
        }
        ObjectKey key = ControllerContext.key(job);
        Made before = made.get(key);
        if (before != null && before.job().equals(job.getMetadata().getUid())) {
            return before.group();
        }
        Workload workload = workload(job, owned);
        PodGroup group = workload == null || workload.templates().size() != 1 ? null : group(job, workload);
        if (group == null) {
            return "";
        }
        made.put(key, new Made(job.getMetadata().getUid(), group.getMetadata().getName()));
        return group.getMetadata().getName();
    }

    private @Nullable Workload workload(Job job, Collection<Pod> owned) throws InterruptedException {
        Collection<Workload> found = workloads.byIndex(
                BY_JOB,
                job.getMetadata().getNamespace() + "/" + job.getMetadata().getName());
        if (found.isEmpty()) {
            Workload wanted = JobGang.workload(job);
            // One that was made already and is not in the cache: the Job may have begun meanwhile.
            if (!JobGang.isNew(job, owned)) {
                return null;
            }
            Workload created = create(wanted, job, Workload.class);
            if (created != null) {
                events.normal(
                        job,
                        "WorkloadCreated",
                        "Created Workload " + created.getMetadata().getName() + " for Job "
                                + job.getMetadata().getName());
            }
            return created;
        }
        return only(found, job);
    }

    private @Nullable PodGroup group(Job job, Workload workload) throws InterruptedException {
        Collection<PodGroup> found = groups.byIndex(
                BY_WORKLOAD,
                workload.getMetadata().getNamespace() + "/"
                        + workload.getMetadata().getName());
        return found.isEmpty() ? create(JobGang.group(job, workload), job, PodGroup.class) : only(found, job);
    }

    private static <T extends HasMetadata> @Nullable T only(Collection<T> found, Job job) {
        T first = found.iterator().next();
        return found.size() == 1 && isOf(job, first) ? first : null;
    }

    private static boolean isOf(Job job, HasMetadata object) {
        return Owners.controller(object)
                .filter(owner -> owner.getUid().equals(job.getMetadata().getUid()))
                .isPresent();
    }

    /** The one that is there, where it is the Job's; null where it is somebody else's. */
    private <T extends HasMetadata> @Nullable T create(T wanted, Job job, Class<T> type) throws InterruptedException {
        try {
            return api.create(wanted);
        } catch (ApiException e) {
            if (e.reason() != StatusReason.ALREADY_EXISTS) {
                throw e;
            }
            return api.get(
                            type,
                            wanted.getMetadata().getNamespace(),
                            wanted.getMetadata().getName())
                    .filter(there -> isOf(job, there))
                    .orElse(null);
        }
    }
}
