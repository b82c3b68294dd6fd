/** How many requests are answered at a time, and how many body bytes are held. Reads and writes counters only. */
@NullMarked
package dev.quarterdeck.gateway.flowcontrol;

import org.jspecify.annotations.NullMarked;
