/** The API server metrics, under the names and labels of the reference. Reads requests; writes meters. */
@NullMarked
package dev.quarterdeck.gateway.metrics;

import org.jspecify.annotations.NullMarked;
