/**
 * Deployment: rollouts over ReplicaSets. Reads Deployments, ReplicaSets and Pods; writes ReplicaSets, and revision and status of Deployments.
 */
@NullMarked
package dev.quarterdeck.controller.deployment;

import org.jspecify.annotations.NullMarked;
