/**
 * HTTP extenders of a KubeSchedulerConfiguration: others who narrow the nodes of a pod, rank them, choose victims, or bind. Asks them over HTTP, with an end to
 * how long and how often.
 */
@NullMarked
package dev.quarterdeck.scheduler.extend;

import org.jspecify.annotations.NullMarked;
