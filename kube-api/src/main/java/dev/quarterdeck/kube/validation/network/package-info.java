/** Services, endpoints, networking.k8s.io and discovery.k8s.io. Reads trees; writes field errors. */
@NullMarked
package dev.quarterdeck.kube.validation.network;

import org.jspecify.annotations.NullMarked;
