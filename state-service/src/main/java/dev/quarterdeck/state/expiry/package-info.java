/**
 * Objects that live for a while only: Events. Reads current rows; removes those whose time is over, through ObjectStore.
 */
@NullMarked
package dev.quarterdeck.state.expiry;

import org.jspecify.annotations.NullMarked;
