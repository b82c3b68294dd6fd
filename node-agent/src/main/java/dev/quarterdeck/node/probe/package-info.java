/**
 * Probes and lifecycle hooks: asking containers how they are, telling them what happens. Reads containers through exec, HTTP, TCP and gRPC; writes
 * nothing but its verdicts.
 */
@NullMarked
package dev.quarterdeck.node.probe;

import org.jspecify.annotations.NullMarked;
