/**
 * Why a pod went where it is, or goes nowhere: the rules of the scheduler asked node by node over objects that somebody lists. Reads what it is handed; writes
 * nothing, and needs no scheduler that runs.
 */
@NullMarked
package dev.quarterdeck.scheduler.explain;

import org.jspecify.annotations.NullMarked;
