package dev.quarterdeck.kube.feature;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The feature gates that are known here, as Kubernetes 1.36 has them: those that can be switched, those that hide fields which are dropped here, and some that
 * are locked. A gate that is not here cannot be set: what it would do is not known.
 */
public enum FeatureGate {
    GANG_SCHEDULING("GangScheduling", Stage.ALPHA, Use.SWITCHED),
    GENERIC_WORKLOAD("GenericWorkload", Stage.ALPHA, Use.SWITCHED),
    STORAGE_VERSION_MIGRATOR("StorageVersionMigrator", Stage.BETA, Use.SWITCHED),
    TOPOLOGY_AWARE_WORKLOAD_SCHEDULING("TopologyAwareWorkloadScheduling", Stage.ALPHA, Use.SWITCHED),
    WORKLOAD_AWARE_PREEMPTION("WorkloadAwarePreemption", Stage.ALPHA, Use.SWITCHED),
    WORKLOAD_WITH_JOB("WorkloadWithJob", Stage.ALPHA, Use.SWITCHED),

    // what they bring is absent; their fields are dropped
    CONTAINER_STOP_SIGNALS("ContainerStopSignals", Stage.ALPHA, Use.ABSENT),
    COORDINATED_LEADER_ELECTION("CoordinatedLeaderElection", Stage.BETA, Use.ABSENT),
    DRA_LIST_TYPE_ATTRIBUTES("DRAListTypeAttributes", Stage.ALPHA, Use.ABSENT),
    DRA_WORKLOAD_RESOURCE_CLAIMS("DRAWorkloadResourceClaims", Stage.ALPHA, Use.ABSENT),
    MAX_UNAVAILABLE_STATEFUL_SET("MaxUnavailableStatefulSet", Stage.BETA, Use.ABSENT),
    VOLUME_LIMIT_SCALING("VolumeLimitScaling", Stage.ALPHA, Use.ABSENT),

    // nobody can switch them, in Kubernetes either
    GIT_REPO_VOLUME_DRIVER("GitRepoVolumeDriver", Stage.DEPRECATED, Use.LOCKED_OFF),
    DYNAMIC_RESOURCE_ALLOCATION("DynamicResourceAllocation", Stage.GA, Use.LOCKED_ON),
    IN_PLACE_POD_VERTICAL_SCALING("InPlacePodVerticalScaling", Stage.GA, Use.LOCKED_ON),
    SIDECAR_CONTAINERS("SidecarContainers", Stage.GA, Use.LOCKED_ON),
    VOLUME_ATTRIBUTES_CLASS("VolumeAttributesClass", Stage.GA, Use.LOCKED_ON);

    /** How mature a feature is. */
    public enum Stage {
        ALPHA,
        BETA,
        GA,
        DEPRECATED
    }

    private enum Use {
        SWITCHED,
        ABSENT,
        LOCKED_ON,
        LOCKED_OFF
    }

    private final String text;
    private final Stage stage;
    private final Use use;

    FeatureGate(String text, Stage stage, Use use) {
        this.text = text;
        this.stage = stage;
        this.use = use;
    }

    public static Optional<FeatureGate> find(String name) {
        return Arrays.stream(values()).filter(gate -> gate.text.equals(name)).findFirst();
    }

    /** As in flags and documentation: {@code GenericWorkload}. */
    public String text() {
        return text;
    }

    public Stage stage() {
        return stage;
    }

    public boolean byDefault() {
        return use == Use.LOCKED_ON;
    }

    public boolean locked() {
        return use == Use.LOCKED_ON || use == Use.LOCKED_OFF;
    }

    public boolean switchable() {
        return use == Use.SWITCHED;
    }

    /** Without these it cannot be on. */
    public List<FeatureGate> needs() {
        return switch (this) {
            case GANG_SCHEDULING, DRA_WORKLOAD_RESOURCE_CLAIMS, TOPOLOGY_AWARE_WORKLOAD_SCHEDULING, WORKLOAD_WITH_JOB ->
                List.of(GENERIC_WORKLOAD);
            case WORKLOAD_AWARE_PREEMPTION -> List.of(GANG_SCHEDULING);
            case GENERIC_WORKLOAD,
                    STORAGE_VERSION_MIGRATOR,
                    CONTAINER_STOP_SIGNALS,
                    COORDINATED_LEADER_ELECTION,
                    DRA_LIST_TYPE_ATTRIBUTES,
                    MAX_UNAVAILABLE_STATEFUL_SET,
                    VOLUME_LIMIT_SCALING,
                    GIT_REPO_VOLUME_DRIVER,
                    DYNAMIC_RESOURCE_ALLOCATION,
                    IN_PLACE_POD_VERTICAL_SCALING,
                    SIDECAR_CONTAINERS,
                    VOLUME_ATTRIBUTES_CLASS -> List.of();
        };
    }
}
