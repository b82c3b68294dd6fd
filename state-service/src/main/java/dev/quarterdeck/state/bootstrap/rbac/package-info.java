/** The roles and bindings that every cluster starts with. Reads their table and what is stored; writes what is missing through the store's port. */
@NullMarked
package dev.quarterdeck.state.bootstrap.rbac;

import org.jspecify.annotations.NullMarked;
