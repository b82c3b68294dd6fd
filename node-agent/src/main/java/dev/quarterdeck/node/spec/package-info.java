/**
 * What a pod's specification says, in the words the agent thinks in: kinds of containers, quality of service, resources. Pure; reads pods, writes
 * nothing.
 */
@NullMarked
package dev.quarterdeck.node.spec;

import org.jspecify.annotations.NullMarked;
