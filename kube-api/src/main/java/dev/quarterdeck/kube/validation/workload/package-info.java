/** Kinds that make pods: apps/v1, batch/v1, autoscaling and PodDisruptionBudget. Reads trees; writes field errors. */
@NullMarked
package dev.quarterdeck.kube.validation.workload;

import org.jspecify.annotations.NullMarked;
