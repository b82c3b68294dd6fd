/**
 * PodGroups are not gone before the last of their pods has ended. Reads them and Pods; takes their finalizer away.
 */
@NullMarked
package dev.quarterdeck.controller.podgroupprotection;

import org.jspecify.annotations.NullMarked;
