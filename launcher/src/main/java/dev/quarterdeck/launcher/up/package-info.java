/** All services in one JVM: what is started, in which order, and what is said meanwhile. */
@NullMarked
package dev.quarterdeck.launcher.up;

import org.jspecify.annotations.NullMarked;
