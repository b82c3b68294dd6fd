/**
 * Which requests a webhook or a policy is asked about: rules, selectors of namespaces and objects, and the versions that are the same resource. Reads
 * namespaces through ClusterReader; decides only.
 */
@NullMarked
package dev.quarterdeck.state.admission.match;

import org.jspecify.annotations.NullMarked;
