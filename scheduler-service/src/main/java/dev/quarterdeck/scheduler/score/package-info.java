/** Which of the nodes that can take a pod is best: one class per rule, 0 to 100, weighted. */
@NullMarked
package dev.quarterdeck.scheduler.score;

import org.jspecify.annotations.NullMarked;
