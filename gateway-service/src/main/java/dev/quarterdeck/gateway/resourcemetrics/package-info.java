/**
 * metrics.k8s.io: what nodes and pods use of CPU and memory, for {@code kubectl top} and autoscalers. Reads the caches of Nodes and Pods and, when somebody asks, the summaries
 * of the nodes concerned; writes nothing.
 */
@NullMarked
package dev.quarterdeck.gateway.resourcemetrics;

import org.jspecify.annotations.NullMarked;
