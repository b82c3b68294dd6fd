/**
 * What exists after the first start. Reads what is there; writes what is missing through ObjectStore.
 */
@NullMarked
package dev.quarterdeck.state.bootstrap;

import org.jspecify.annotations.NullMarked;
