/** One run: rounds of load, faults, recovery, check; and the report. */
@NullMarked
package dev.quarterdeck.chaos.run;

import org.jspecify.annotations.NullMarked;
