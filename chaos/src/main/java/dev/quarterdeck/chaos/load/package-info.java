/** Clients of all gateways: writers, readers, watches that resume. They write down what they asked and what they were told. */
@NullMarked
package dev.quarterdeck.chaos.load;

import org.jspecify.annotations.NullMarked;
