/**
 * ResourceClaims of pods: made from templates, given up when nobody needs them. Reads Pods, ResourceClaims and ResourceClaimTemplates; writes ResourceClaims,
 * their status, and the names of claims in the status of Pods.
 */
@NullMarked
package dev.quarterdeck.controller.resourceclaim;

import org.jspecify.annotations.NullMarked;
