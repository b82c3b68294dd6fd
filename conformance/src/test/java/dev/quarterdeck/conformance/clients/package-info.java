/**
 * Stories of clients that know nothing of this cluster, as they are: fabric8, the official Java client, kubectl in several versions, and an operator built with
 * Java Operator SDK. All stories of a run share one cluster with simulated nodes; each works in namespaces of its own.
 */
@NullMarked
package dev.quarterdeck.conformance.clients;

import org.jspecify.annotations.NullMarked;
