/** The documents in which a server says what it serves. Reads a catalog of resources; returns trees and ready bytes; writes nothing. */
@NullMarked
package dev.quarterdeck.kube.discovery;

import org.jspecify.annotations.NullMarked;
