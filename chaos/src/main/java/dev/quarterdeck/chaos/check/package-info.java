/** Whether one history explains everything that clients were told. Pure: reads records of operations, returns violations. */
@NullMarked
package dev.quarterdeck.chaos.check;

import org.jspecify.annotations.NullMarked;
