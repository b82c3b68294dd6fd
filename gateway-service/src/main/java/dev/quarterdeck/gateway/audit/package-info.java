/** One structured line per request, with its id and trace. Reads requests; writes log lines. */
@NullMarked
package dev.quarterdeck.gateway.audit;

import org.jspecify.annotations.NullMarked;
