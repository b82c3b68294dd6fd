/**
 * Decides what to do about the containers of a running pod: which to start, restart, stop or wait for. Pure: reads the pod and what runs, returns actions.
 */
@NullMarked
package dev.quarterdeck.node.plan;

import org.jspecify.annotations.NullMarked;
