/**
 * EndpointSlices of Services with a selector. Reads Services, Pods and Nodes; writes EndpointSlices.
 */
@NullMarked
package dev.quarterdeck.controller.endpointslice;

import org.jspecify.annotations.NullMarked;
