/**
 * The agent of one node: takes the pods bound to it, runs them, reports on them. Reads pods, services and its Node from the gateway; writes the runtime
 * and the host, and statuses, events, the Node and its Lease to the gateway.
 */
@NullMarked
package dev.quarterdeck.node;

import org.jspecify.annotations.NullMarked;
