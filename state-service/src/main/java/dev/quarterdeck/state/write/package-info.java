/**
 * One class per verb: decides what a request changes and hands it to the store as mutations with preconditions. Reads current rows; writes through
 * ObjectStore only.
 */
@NullMarked
package dev.quarterdeck.state.write;

import org.jspecify.annotations.NullMarked;
