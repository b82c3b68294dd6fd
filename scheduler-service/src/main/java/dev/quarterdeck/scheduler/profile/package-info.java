/** How one scheduler name decides: which rules are asked, how they weigh, and their arguments. Read from a KubeSchedulerConfiguration, or the reference's defaults. */
@NullMarked
package dev.quarterdeck.scheduler.profile;

import org.jspecify.annotations.NullMarked;
