/**
 * Cluster IPs and node ports: which one an object gets. Reads which values are held; the store's claims make it exact.
 */
@NullMarked
package dev.quarterdeck.state.allocation;

import org.jspecify.annotations.NullMarked;
