/**
 * Says what is wrong with an object of a built-in kind, on create, update and status update. Reads object trees that defaults have been filled into;
 * writes field errors in the reference's words and order. The rules of kinds are in the packages below.
 */
@NullMarked
package dev.quarterdeck.kube.validation;

import org.jspecify.annotations.NullMarked;
