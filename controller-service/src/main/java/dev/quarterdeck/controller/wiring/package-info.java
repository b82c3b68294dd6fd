/**
 * What a controller is made of, and how one is started and stopped. Reads and writes nothing itself.
 */
@NullMarked
package dev.quarterdeck.controller.wiring;

import org.jspecify.annotations.NullMarked;
