/** What is done to the cluster: faults drawn from a seed, and the nemesis that brings them about and ends them. */
@NullMarked
package dev.quarterdeck.chaos.fault;

import org.jspecify.annotations.NullMarked;
