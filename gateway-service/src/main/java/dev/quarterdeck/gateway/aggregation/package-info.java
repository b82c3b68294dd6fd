/**
 * Other API servers behind this one (KEP "aggregated API servers"): which there are, whether they can be used, what they serve, and passing requests on to them.
 * Reads APIServices, Services and EndpointSlices from the caches; writes the status of APIServices and one Lease.
 */
@NullMarked
package dev.quarterdeck.gateway.aggregation;

import org.jspecify.annotations.NullMarked;
