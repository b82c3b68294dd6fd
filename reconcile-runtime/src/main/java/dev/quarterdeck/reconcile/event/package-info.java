/**
 * Tells users what happened, as Events: repeated ones are counted, floods bounded. Reads nothing; writes Events through the API.
 */
@NullMarked
package dev.quarterdeck.reconcile.event;

import org.jspecify.annotations.NullMarked;
