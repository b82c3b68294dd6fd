/**
 * Rules of Workload and PodGroup, which are served where GenericWorkload is on. Reads objects and what they were; reports at their fields; changes nothing.
 */
@NullMarked
package dev.quarterdeck.kube.validation.scheduling;

import org.jspecify.annotations.NullMarked;
