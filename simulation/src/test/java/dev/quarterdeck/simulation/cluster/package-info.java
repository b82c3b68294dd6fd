/** The processes: state-services and gateways, made of the product's classes over the fakes, and the calls between them. */
@NullMarked
package dev.quarterdeck.simulation.cluster;

import org.jspecify.annotations.NullMarked;
