/**
 * The syntax of names, label keys and values, ports and the like, and the words that say what is wrong with them. Reads strings, writes nothing; source:
 * RFC 1123, RFC 1035, RFC 6335 and the API reference.
 */
@NullMarked
package dev.quarterdeck.kube.format;

import org.jspecify.annotations.NullMarked;
