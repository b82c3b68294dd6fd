/** kube-scheduler: main, settings and wiring. */
@NullMarked
package dev.quarterdeck.scheduler;

import org.jspecify.annotations.NullMarked;
