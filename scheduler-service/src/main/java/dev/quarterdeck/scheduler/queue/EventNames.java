package dev.quarterdeck.scheduler.queue;

import dev.quarterdeck.scheduler.filter.ClusterChange;

/** What happened, as the reference's metrics name it. */
final class EventNames {
    static final String POD_ADDED = "UnschedulablePodAdd";
    static final String POD_UPDATED = "UnschedulablePodUpdate";
    static final String ATTEMPT_FAILED = "ScheduleAttemptFailure";
    static final String BACKOFF_ENDED = "BackoffComplete";
    static final String TAKEN_EARLY = "PopFromBackoffQ";
    static final String WAITED_LONG = "UnschedulableTimeout";
    static final String ACTIVATED = "ForceActivate";

    private EventNames() {}

    static String of(ClusterChange change) {
        return switch (change.kind()) {
            case NODE_ADDED -> "NodeAdd";
            case NODE_GONE -> "NodeDelete";
            case NODE_ALLOCATABLE -> "NodeUpdateNodeAllocatable";
            case NODE_LABELS -> "NodeUpdateNodeLabel";
            case NODE_TAINTS -> "NodeUpdateNodeTaint";
            case NODE_FEATURES -> "NodeUpdateNodeDeclaredFeature";
            case POD_ARRIVED -> "AssignedPodAdd";
            case POD_LABELS -> "AssignedPodUpdatePodLabel";
            case POD_LEFT -> "AssignedPodDelete";
            case POD_SHRUNK -> "AssignedPodUpdatePodScaleDown";
            case POD_ENDING -> "AssignedPodUpdate";
            case NAMESPACE_LABELS -> "NamespaceUpdate";
            case CLAIM -> "PersistentVolumeClaim" + verb(change);
            case VOLUME -> "PersistentVolume" + verb(change);
            case STORAGE_CLASS -> "storage.k8s.io/StorageClass" + verb(change);
            case CSI_NODE -> "storage.k8s.io/CSINode" + verb(change);
            case CSI_DRIVER -> "storage.k8s.io/CSIDriver" + verb(change);
            case CSI_CAPACITY -> "storage.k8s.io/CSIStorageCapacity" + verb(change);
            case ATTACHMENT_GONE -> "storage.k8s.io/VolumeAttachmentDelete";
            case DEVICE_CLAIM, DEVICES_FREED -> "resource.k8s.io/ResourceClaim" + verb(change);
            case DEVICE_CLASS -> "resource.k8s.io/DeviceClass" + verb(change);
            case DEVICES -> "resource.k8s.io/ResourceSlice" + verb(change);
            case POD_CHANGED -> POD_UPDATED;
        };
    }

    private static String verb(ClusterChange change) {
        return change.isNew() ? "Add" : "Update";
    }

    /** Of what was changed about a pod that waits. */
    static String of(PodUpdate update) {
        return switch (update) {
            case LABELS -> POD_UPDATED + "PodLabel";
            case SHRUNK -> POD_UPDATED + "PodScaleDown";
            case GATES_OPEN -> POD_UPDATED + "PodSchedulingGatesEliminated";
            case TOLERATIONS -> POD_UPDATED + "PodToleration";
            case CLAIMS_MADE -> POD_UPDATED + "PodGeneratedResourceClaim";
            case OTHERWISE -> POD_UPDATED;
        };
    }
}
