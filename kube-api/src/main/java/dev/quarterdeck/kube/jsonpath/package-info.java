/**
 * Kubernetes' dialect of JSONPath, as definitions of custom resources use it for printer columns, replicas and selectable fields. Pure: reads trees, and sets
 * a field where a path is simple.
 */
@NullMarked
package dev.quarterdeck.kube.jsonpath;

import org.jspecify.annotations.NullMarked;
