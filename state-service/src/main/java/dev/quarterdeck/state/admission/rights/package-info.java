/** What {@code authorizer} in expressions asks: RBAC as it is stored, read through ClusterReader. */
@NullMarked
package dev.quarterdeck.state.admission.rights;

import org.jspecify.annotations.NullMarked;
