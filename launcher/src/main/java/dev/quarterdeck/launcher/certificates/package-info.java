/** The cluster's own certificate authority and the certificates of every component. Reads and writes DIR/pki. */
@NullMarked
package dev.quarterdeck.launcher.certificates;

import org.jspecify.annotations.NullMarked;
