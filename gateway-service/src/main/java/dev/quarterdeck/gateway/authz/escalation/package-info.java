/** Nobody grants what they do not hold: writes of roles and bindings are held against the writer's own rights. Asks RBAC; passes writes on. */
@NullMarked
package dev.quarterdeck.gateway.authz.escalation;

import org.jspecify.annotations.NullMarked;
