/**
 * Where pods can go because of their volumes (claims, volumes, storage classes, CSI drivers), and the binding of claims that wait for their first consumer. Reads
 * storage objects as informers tell them; writes claims and volumes.
 */
@NullMarked
package dev.quarterdeck.scheduler.volume;

import org.jspecify.annotations.NullMarked;
