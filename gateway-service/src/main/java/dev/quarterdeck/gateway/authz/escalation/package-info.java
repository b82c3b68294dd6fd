/** Nobody grants what they do not hold: writes of roles and bindings are held against the writer's own rights, and those that
 * approve or sign certificates against the verbs for their signer. Asks RBAC; passes writes on. */
@NullMarked
package dev.quarterdeck.gateway.authz.escalation;

import org.jspecify.annotations.NullMarked;
