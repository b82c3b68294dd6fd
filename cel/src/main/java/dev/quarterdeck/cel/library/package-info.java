/**
 * The functions that Kubernetes adds to CEL: lists, regular expressions, URLs, quantities, addresses, formats, versions, authorization. Each library declares
 * its functions and computes them; none of them does IO, except what an {@link dev.quarterdeck.cel.library.Authorizer} does.
 */
@NullMarked
package dev.quarterdeck.cel.library;

import org.jspecify.annotations.NullMarked;
