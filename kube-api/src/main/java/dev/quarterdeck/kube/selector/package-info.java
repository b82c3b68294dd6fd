/** Label and field selectors, and the fields that each kind lets a client select on. */
@NullMarked
package dev.quarterdeck.kube.selector;

import org.jspecify.annotations.NullMarked;
