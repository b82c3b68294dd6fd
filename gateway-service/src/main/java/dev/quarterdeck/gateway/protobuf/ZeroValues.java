package dev.quarterdeck.gateway.protobuf;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Which zero values say something. In protobuf, Kubernetes writes the zero of every field that is not optional in its Go type, set or not; in JSON it leaves
 * most of these out. Zeros of fields that are optional there were set on purpose: no replicas is not the same as a number of replicas that is not given.
 */
final class ZeroValues {
    /** Optional numbers and booleans of the stable API versions. */
    private static final Set<String> NUMBERS_AND_FLAGS =
            Set.of(("activeDeadlineSeconds adminAccess allNodes allocateLoadBalancerNodePorts allowMultipleAllocations"
                            + " allowPrivilegeEscalation allowVolumeExpansion attachRequired automountServiceAccountToken"
                            + " averageUtilization backoffLimit backoffLimitPerIndex bindsToNode blockOwnerDeletion"
                            + " borrowingLimitPercent completions controller defaultMode deletionGracePeriodSeconds"
                            + " enableServiceLinks expirationSeconds failedJobsHistoryLimit force fsGroup"
                            + " gracePeriodSeconds hostProcess hostUsers immutable leaseTransitions lendablePercent"
                            + " limitBytes lun manualSelector maxFailedIndexes minDomains minReplicas mode"
                            + " nominalConcurrencyShares optional orphanDependents parallelism partition podInfoOnMount"
                            + " preventPodSchedulingIfMissing priority privileged progressDeadlineSeconds readOnly"
                            + " readOnlyRootFilesystem ready replicas requiresRepublish revisionHistoryLimit runAsGroup"
                            + " runAsNonRoot runAsUser seLinuxMount serving setHostnameAsFQDN shareProcessNamespace"
                            + " stabilizationWindowSeconds started startingDeadlineSeconds storageCapacity"
                            + " successfulJobsHistoryLimit suspend terminating terminationGracePeriodSeconds"
                            + " tolerationSeconds ttlSecondsAfterFinished")
                    .split(" "));
    /** Optional strings whose empty value differs from none. */
    private static final Set<String> STRINGS =
            Set.of("storageClassName", "volumeAttributesClassName", "apiGroup", "ingressClassName");

    private ZeroValues() {}

    static boolean isUnset(String field, JsonNode value) {
        if (value.isString()) {
            return value.stringValue().isEmpty() && !STRINGS.contains(field);
        }
        if (value.isBoolean()) {
            return !value.booleanValue() && !NUMBERS_AND_FLAGS.contains(field);
        }
        return value.isNumber() && value.doubleValue() == 0 && !NUMBERS_AND_FLAGS.contains(field);
    }
}
