/**
 * The environment of a container: literals, references, service variables, expansion. Pure but for the objects it looks up.
 */
@NullMarked
package dev.quarterdeck.node.env;

import org.jspecify.annotations.NullMarked;
