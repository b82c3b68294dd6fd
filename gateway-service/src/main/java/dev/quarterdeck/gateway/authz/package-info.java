/** May they: RBAC and the node authorizer, decided on caches. Reads roles and bindings; writes nothing. */
@NullMarked
package dev.quarterdeck.gateway.authz;

import org.jspecify.annotations.NullMarked;
