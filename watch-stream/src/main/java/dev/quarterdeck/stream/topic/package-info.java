/** Kafka's layout: names of topics, the form of a record, the settings of topics. The one place that knows them. */
@NullMarked
package dev.quarterdeck.stream.topic;

import org.jspecify.annotations.NullMarked;
