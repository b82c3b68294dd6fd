/**
 * Runs a reconciler over a work queue on virtual threads. Reads keys from the queue; writes nothing but metrics and logs.
 */
@NullMarked
package dev.quarterdeck.reconcile.loop;

import org.jspecify.annotations.NullMarked;
