/** What happens in the cluster, as the scheduler needs it: the state kept up to date, and waiting pods woken. Reads informers. */
@NullMarked
package dev.quarterdeck.scheduler.watch;

import org.jspecify.annotations.NullMarked;
