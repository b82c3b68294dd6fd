/** One user with the same rights on every server, and what a bare API server lacks for the load generator. Writes through the API only. */
@NullMarked
package dev.quarterdeck.benchmarks.access;

import org.jspecify.annotations.NullMarked;
