/**
 * What other API servers serve behind the gateway, for controllers whose work is the same for all kinds. Reads APIServices and, through the API, the discovery of
 * each; writes nothing.
 */
@NullMarked
package dev.quarterdeck.controller.aggregation;

import org.jspecify.annotations.NullMarked;
