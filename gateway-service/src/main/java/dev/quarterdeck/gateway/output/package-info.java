/** How an answer looks: negotiated media type, Table, partial metadata, pretty printing, compression, Status. Reads Accept; writes response bodies. */
@NullMarked
package dev.quarterdeck.gateway.output;

import org.jspecify.annotations.NullMarked;
