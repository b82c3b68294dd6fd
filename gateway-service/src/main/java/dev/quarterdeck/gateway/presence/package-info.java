/**
 * That this gateway is there, for everybody to see: its Lease in {@code kube-system}. Writes that one object through state-service; reads nothing.
 */
@NullMarked
package dev.quarterdeck.gateway.presence;

import org.jspecify.annotations.NullMarked;
