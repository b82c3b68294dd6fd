/** Kafka as the product uses it: topics of one partition, a high watermark, producers and consumers; it loses, repeats, cuts off and forgets. */
@NullMarked
package dev.quarterdeck.simulation.stream;

import org.jspecify.annotations.NullMarked;
