/**
 * Pods that belong together (PodGroup, KEP-4671): which of them are known, whether they may be tried yet, and where all of them go at once, or none. Decides and
 * remembers; writes nothing.
 */
@NullMarked
package dev.quarterdeck.scheduler.gang;

import org.jspecify.annotations.NullMarked;
