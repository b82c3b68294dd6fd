/**
 * The status of pods as the API shows it, worked out from what is specified and what runs. Pure; the pod workers hand it to the gateway.
 */
@NullMarked
package dev.quarterdeck.node.status;

import org.jspecify.annotations.NullMarked;
