/**
 * CustomResourceDefinitions on the write road: which resource a request is about, what its objects look like, and the life of the definitions themselves,
 * from their names' being accepted to the removal of their objects. Reads definitions and writes their status through ObjectStore.
 */
@NullMarked
package dev.quarterdeck.state.definition;

import org.jspecify.annotations.NullMarked;
