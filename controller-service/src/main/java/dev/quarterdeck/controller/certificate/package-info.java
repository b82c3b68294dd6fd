/**
 * Certificate signing requests: kubelets' own are approved, approved ones are signed, old ones are removed. Reads and writes CertificateSigningRequests.
 */
@NullMarked
package dev.quarterdeck.controller.certificate;

import org.jspecify.annotations.NullMarked;
