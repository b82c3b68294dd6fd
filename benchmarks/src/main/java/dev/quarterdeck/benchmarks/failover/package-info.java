/**
 * What happens when the leading scheduler and the leading controllers are killed at work. Starts services as processes; kills only those.
 */
@NullMarked
package dev.quarterdeck.benchmarks.failover;

import org.jspecify.annotations.NullMarked;
