/** One of several replicas acts: leader election by Lease. */
@NullMarked
package dev.quarterdeck.reconcile.leader;

import org.jspecify.annotations.NullMarked;
