/** What the scheduler knows of nodes and of the pods on them: an immutable snapshot, kept up to date by deltas. Reads informers' objects; writes nothing. */
@NullMarked
package dev.quarterdeck.scheduler.snapshot;

import org.jspecify.annotations.NullMarked;
