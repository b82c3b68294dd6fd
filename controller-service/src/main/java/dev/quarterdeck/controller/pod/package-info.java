/**
 * Facts about pods that several controllers ask for: active, ready, available; which to delete first. Pure.
 */
@NullMarked
package dev.quarterdeck.controller.pod;

import org.jspecify.annotations.NullMarked;
