/**
 * Leases of API servers that are gone. Reads Leases in {@code kube-system}; deletes those that nobody has renewed.
 */
@NullMarked
package dev.quarterdeck.controller.leasegc;

import org.jspecify.annotations.NullMarked;
