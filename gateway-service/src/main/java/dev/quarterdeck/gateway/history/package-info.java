/** What became of one object and who did it: {@code /history/} before the path of the object. Asks state-service; who may get the object may read it. */
@NullMarked
package dev.quarterdeck.gateway.history;

import org.jspecify.annotations.NullMarked;
