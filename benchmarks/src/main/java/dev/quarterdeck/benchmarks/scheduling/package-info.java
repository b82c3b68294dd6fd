/**
 * Throughput of scheduling, API and store included, on any server: scenarios after scheduler_perf, carried out by one client. Reads and writes through the API and
 * {@code /proc}; writes a page.
 */
@NullMarked
package dev.quarterdeck.benchmarks.scheduling;

import org.jspecify.annotations.NullMarked;
