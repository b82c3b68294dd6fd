/**
 * Bootstrap tokens end when they say so. Reads and deletes Secrets of {@code kube-system}.
 */
@NullMarked
package dev.quarterdeck.controller.bootstraptoken;

import org.jspecify.annotations.NullMarked;
