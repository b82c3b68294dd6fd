/**
 * What a CustomResourceDefinition may say: names and versions, schemas that are structural, defaults that fit them, rules that compile and cost little
 * enough. Decides on create and update of definitions; writes nothing.
 */
@NullMarked
package dev.quarterdeck.kube.customresource.definition;

import org.jspecify.annotations.NullMarked;
