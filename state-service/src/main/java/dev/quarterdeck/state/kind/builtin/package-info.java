/**
 * The table of built-in kinds: which strategy belongs to which stored resource. Reads nothing; writes nothing.
 */
@NullMarked
package dev.quarterdeck.state.kind.builtin;

import org.jspecify.annotations.NullMarked;
