/** The way to the cluster: kubectl as a process, so that every kubeconfig and every kind of login works. Knows kubectl's arguments and output, and no objects. */
@NullMarked
package dev.quarterdeck.plugin.kubectl;

import org.jspecify.annotations.NullMarked;
