/** Group commit: decided changes join the open batch, are checked against current rows and get their revisions. The only writer of objects and history. */
@NullMarked
package dev.quarterdeck.state.commit;

import org.jspecify.annotations.NullMarked;
