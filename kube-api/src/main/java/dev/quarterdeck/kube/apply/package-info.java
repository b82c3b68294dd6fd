/**
 * Field management (KEP-555): which manager owns which fields of an object, how a declared configuration merges into what is stored, and where managers are
 * in conflict. Reads object trees and their schemas; writes {@code metadata.managedFields} of the trees it is handed, nothing else.
 */
@NullMarked
package dev.quarterdeck.kube.apply;

import org.jspecify.annotations.NullMarked;
