/**
 * Aggregated ClusterRoles: the rules of all that their selectors match. Reads and writes ClusterRoles.
 */
@NullMarked
package dev.quarterdeck.controller.clusterrole;

import org.jspecify.annotations.NullMarked;
