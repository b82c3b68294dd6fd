/**
 * The {@code x-kubernetes-validations} of custom resources: what is wrong with rules when a definition is written, what they cost, and what they find wrong
 * with objects. Plugs into schemas by {@link dev.quarterdeck.kube.customresource.ExpressionRules}.
 */
@NullMarked
package dev.quarterdeck.cel.rule;

import org.jspecify.annotations.NullMarked;
