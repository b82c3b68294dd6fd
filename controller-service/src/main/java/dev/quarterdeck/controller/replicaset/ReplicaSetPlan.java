package dev.quarterdeck.controller.replicaset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a ReplicaSet.
 *
 * @param create how many pods to create
 * @param delete pods to delete, the least worth keeping first
 * @param status as it is to be, before anything of this plan is done
 * @param lookAgain when a ready pod becomes available without any change
 */
public record ReplicaSetPlan(int create, List<Pod> delete, ReplicaSetStatus status, Optional<Duration> lookAgain) {}
