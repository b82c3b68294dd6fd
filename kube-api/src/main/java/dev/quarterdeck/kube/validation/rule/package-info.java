/** What rules are made of: a place in a tree that errors are reported at, checks that many kinds share, and the rules of metadata. Reads trees; writes field errors. */
@NullMarked
package dev.quarterdeck.kube.validation.rule;

import org.jspecify.annotations.NullMarked;
