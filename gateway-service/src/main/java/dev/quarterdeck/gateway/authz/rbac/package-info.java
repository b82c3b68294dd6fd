/** Role-based access control: rules, who holds them, and the check that nobody grants what they do not hold. Reads caches of roles and bindings; writes nothing. */
@NullMarked
package dev.quarterdeck.gateway.authz.rbac;

import org.jspecify.annotations.NullMarked;
