/** Bytes of requests and answers to object trees and back: JSON and YAML. Reads bodies; answers bad ones with the reference's words; writes nothing. */
@NullMarked
package dev.quarterdeck.kube.codec;

import org.jspecify.annotations.NullMarked;
