/** The versions of one stored resource, turned into each other. Reads an object of one version, returns one of the other; writes nothing. */
@NullMarked
package dev.quarterdeck.kube.conversion;

import org.jspecify.annotations.NullMarked;
