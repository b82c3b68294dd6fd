/**
 * Keys and certificates in PEM files, as what TLS of this JDK takes. Nothing here needs a library of cryptography, so that a process that only shows and checks
 * certificates loads none; those that sign certificates have one of their own.
 */
@NullMarked
package dev.quarterdeck.kube.tls;

import org.jspecify.annotations.NullMarked;
