/** The strategy of APIServices. Pure. */
@NullMarked
package dev.quarterdeck.state.kind.apiregistration;

import org.jspecify.annotations.NullMarked;
