/**
 * Who owns what: controller references, selectors, adoption and release, and what a controller has done but not seen yet. Pure, but for the patches of adoption.
 */
@NullMarked
package dev.quarterdeck.controller.owner;

import org.jspecify.annotations.NullMarked;
