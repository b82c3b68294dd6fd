/** A connection that leaves HTTP: held while another server is asked whether it agrees to another protocol, then joined with that server's, bytes both ways unseen. */
@NullMarked
package dev.quarterdeck.gateway.tunnel;

import org.jspecify.annotations.NullMarked;
