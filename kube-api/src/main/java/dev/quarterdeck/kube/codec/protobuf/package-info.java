/**
 * Kubernetes' protobuf form of objects (API concepts, "Kubernetes Protobuf encoding"), to trees and from them, driven by a table of fields that is generated at
 * build time. Reads those tables; knows no generated message classes.
 */
@NullMarked
package dev.quarterdeck.kube.codec.protobuf;

import org.jspecify.annotations.NullMarked;
