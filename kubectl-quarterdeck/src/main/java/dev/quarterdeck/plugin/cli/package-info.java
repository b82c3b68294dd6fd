/** The commands of {@code kubectl quarterdeck}, one class each: arguments in, text out. */
@NullMarked
package dev.quarterdeck.plugin.cli;

import org.jspecify.annotations.NullMarked;
