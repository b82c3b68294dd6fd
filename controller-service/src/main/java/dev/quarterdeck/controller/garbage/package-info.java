/**
 * Objects whose owners are gone are deleted. Reads the metadata of everything, and verifies through the API; writes deletions, finalizers and owner references.
 */
@NullMarked
package dev.quarterdeck.controller.garbage;

import org.jspecify.annotations.NullMarked;
