/** Why a pod went where it is, or goes nowhere: reads the cluster through kubectl, as it is or as it was, and has the scheduler's own rules asked. Writes nothing. */
@NullMarked
package dev.quarterdeck.plugin.why;

import org.jspecify.annotations.NullMarked;
