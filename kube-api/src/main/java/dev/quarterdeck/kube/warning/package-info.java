/** What is said of an object that is accepted all the same: deprecated fields, and combinations that rarely mean what they say. Reads trees; writes texts of headers. */
@NullMarked
package dev.quarterdeck.kube.warning;

import org.jspecify.annotations.NullMarked;
