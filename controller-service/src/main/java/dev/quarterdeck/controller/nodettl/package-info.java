/**
 * Tells nodes for how long they may go on with a ConfigMap or Secret before they ask again: the longer, the more nodes there are. Reads Nodes, writes an
 * annotation of theirs.
 */
@NullMarked
package dev.quarterdeck.controller.nodettl;

import org.jspecify.annotations.NullMarked;
