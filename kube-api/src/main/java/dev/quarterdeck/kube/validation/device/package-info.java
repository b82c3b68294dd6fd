/** resource.k8s.io: what is wrong with classes, claims, templates and slices of devices. Reads trees with defaults; writes field errors. CEL expressions are not compiled here. */
@NullMarked
package dev.quarterdeck.kube.validation.device;

import org.jspecify.annotations.NullMarked;
