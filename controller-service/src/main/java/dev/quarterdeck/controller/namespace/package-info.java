/**
 * Deletion of namespaces: all that is in them goes first. Reads Namespaces and, through the API, everything in them; writes deletions, status and finalizers of Namespaces.
 */
@NullMarked
package dev.quarterdeck.controller.namespace;

import org.jspecify.annotations.NullMarked;
