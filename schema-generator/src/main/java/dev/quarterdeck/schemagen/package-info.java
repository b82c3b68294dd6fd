/**
 * Writes the schemas of all kinds while {@code kube-api} is built. Reads the model classes of the official Java client and {@code facts.txt};
 * writes two text files, one of schemas and one of descriptions. Nothing of it is there at run time.
 */
@NullMarked
package dev.quarterdeck.schemagen;

import org.jspecify.annotations.NullMarked;
