/**
 * Binding of volume claims to volumes that are there, and what becomes of volumes whose claim is gone. Reads PersistentVolumes, PersistentVolumeClaims and
 * StorageClasses; writes the first two and their status.
 */
@NullMarked
package dev.quarterdeck.controller.persistentvolume;

import org.jspecify.annotations.NullMarked;
