/** Kubeconfig files: the cluster's own, and its entry in the user's. Reads and writes those files only. */
@NullMarked
package dev.quarterdeck.launcher.kubeconfig;

import org.jspecify.annotations.NullMarked;
