/** Time travel: {@code /as-of/MOMENT/} before any path that reads. Resolves moments to revisions; asks state-service, and the handlers of reads. */
@NullMarked
package dev.quarterdeck.gateway.asof;

import org.jspecify.annotations.NullMarked;
