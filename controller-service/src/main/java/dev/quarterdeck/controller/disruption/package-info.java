/**
 * How many pods may be evicted at once. Reads PodDisruptionBudgets, Pods and their controllers; writes the status of budgets.
 */
@NullMarked
package dev.quarterdeck.controller.disruption;

import org.jspecify.annotations.NullMarked;
