/** How questions to state-service and its answers look on the wire: lengths and bytes, objects untouched. Reads and writes bytes only. */
@NullMarked
package dev.quarterdeck.stateclient.wire;

import org.jspecify.annotations.NullMarked;
