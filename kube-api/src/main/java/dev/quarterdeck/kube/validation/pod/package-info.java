/** Pods and pod templates: containers, volumes, scheduling, security. Reads trees; writes field errors. */
@NullMarked
package dev.quarterdeck.kube.validation.pod;

import org.jspecify.annotations.NullMarked;
