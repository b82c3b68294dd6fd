/** What a server does when many more clients come than it can serve. Reads a kubeconfig; writes ConfigMaps in a namespace of its own, and a summary to standard output. */
@NullMarked
package dev.quarterdeck.benchmarks.overload;

import org.jspecify.annotations.NullMarked;
