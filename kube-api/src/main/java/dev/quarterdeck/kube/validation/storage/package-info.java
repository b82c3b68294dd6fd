/** PersistentVolumes, their claims, and storage.k8s.io. Reads trees; writes field errors. */
@NullMarked
package dev.quarterdeck.kube.validation.storage;

import org.jspecify.annotations.NullMarked;
