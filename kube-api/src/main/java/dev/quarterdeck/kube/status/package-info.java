/** Kubernetes' answer to what went wrong: Status, its reasons and its causes. */
@NullMarked
package dev.quarterdeck.kube.status;

import org.jspecify.annotations.NullMarked;
