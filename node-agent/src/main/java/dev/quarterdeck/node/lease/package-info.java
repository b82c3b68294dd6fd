/**
 * The node as the cluster knows it: registration, status, and the lease that says it is alive. Reads the machine and the runtime; writes the Node and its
 * Lease.
 */
@NullMarked
package dev.quarterdeck.node.lease;

import org.jspecify.annotations.NullMarked;
