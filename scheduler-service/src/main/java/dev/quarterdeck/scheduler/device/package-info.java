/**
 * Dynamic resources (KEP-4381): which devices a pod's claims get on a node, and where they can be had. Reads claims, classes and slices as informers tell them;
 * writes the status of claims before the pod is bound.
 */
@NullMarked
package dev.quarterdeck.scheduler.device;

import org.jspecify.annotations.NullMarked;
