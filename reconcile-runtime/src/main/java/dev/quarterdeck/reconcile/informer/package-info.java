/** Typed views of what the cluster holds, fed by the change stream or, on hosts, by watches of the gateway. */
@NullMarked
package dev.quarterdeck.reconcile.informer;

import org.jspecify.annotations.NullMarked;
