/**
 * What a CustomResourceDefinition says its objects look like: structural schemas, whether they are good ones, and what follows for objects: pruning,
 * defaults, validation with ratcheting. Reads the {@code openAPIV3Schema} of a version; writes nothing but the trees it is handed to prune or default.
 */
@NullMarked
package dev.quarterdeck.kube.customresource;

import org.jspecify.annotations.NullMarked;
