/**
 * Endpoints, the older form of EndpointSlices. Reads Services and Pods; writes Endpoints.
 */
@NullMarked
package dev.quarterdeck.controller.endpoints;

import org.jspecify.annotations.NullMarked;
