/**
 * Tokens with which machines join: they end in time, and vouch for what everybody may read of the cluster. Reads Secrets of {@code kube-system} and the ConfigMap
 * {@code kube-public/cluster-info}; deletes the former, signs the latter.
 */
@NullMarked
package dev.quarterdeck.controller.bootstraptoken;

import org.jspecify.annotations.NullMarked;
