/** Hot paths by themselves, for JMH: what one operation costs in time and in garbage, without stores and network. */
@NullMarked
package dev.quarterdeck.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
