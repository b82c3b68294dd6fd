/**
 * Security contexts of pods and containers as the runtime wants them. Pure.
 */
@NullMarked
package dev.quarterdeck.node.security;

import org.jspecify.annotations.NullMarked;
