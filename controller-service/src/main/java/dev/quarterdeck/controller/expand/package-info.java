/**
 * Claims that ask for more than they have. Reads PersistentVolumeClaims and PersistentVolumes; writes events: the driver's own resizer does the work.
 */
@NullMarked
package dev.quarterdeck.controller.expand;

import org.jspecify.annotations.NullMarked;
