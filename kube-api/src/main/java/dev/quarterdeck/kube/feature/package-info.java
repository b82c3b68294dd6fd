/**
 * What a cluster can switch on beyond Kubernetes 1.36 with default flags: feature gates, and versions of the API that are not served by default. Reads the two
 * settings that say so, as kube-apiserver's {@code --feature-gates} and {@code --runtime-config} do. Writes nothing; fixed from the start of a process on.
 */
@NullMarked
package dev.quarterdeck.kube.feature;

import org.jspecify.annotations.NullMarked;
