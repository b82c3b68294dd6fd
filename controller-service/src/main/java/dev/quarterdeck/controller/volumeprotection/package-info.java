/**
 * Claims, volumes and volume attributes classes are not gone before their last user is. Reads them and Pods; takes their finalizers away.
 */
@NullMarked
package dev.quarterdeck.controller.volumeprotection;

import org.jspecify.annotations.NullMarked;
