/** What expressions of admission policies can see: the types of their variables, and checks against the types of the objects they are about. Pure. */
@NullMarked
package dev.quarterdeck.cel.admission;

import org.jspecify.annotations.NullMarked;
