/**
 * What users are told as Events. Writes events through the gateway.
 */
@NullMarked
package dev.quarterdeck.node.event;

import org.jspecify.annotations.NullMarked;
