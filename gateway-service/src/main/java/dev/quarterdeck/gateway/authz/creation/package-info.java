/** Whether an update that finds nothing may create. Reads caches and asks the authorizer; writes nothing. */
@NullMarked
package dev.quarterdeck.gateway.authz.creation;

import org.jspecify.annotations.NullMarked;
