/**
 * EndpointSlices of Endpoints that somebody made by hand, for Services without selector. Reads Services and Endpoints; writes EndpointSlices.
 */
@NullMarked
package dev.quarterdeck.controller.endpointslicemirroring;

import org.jspecify.annotations.NullMarked;
