/**
 * Claims of ephemeral volumes: each lives as long as its pod. Reads Pods and PersistentVolumeClaims; writes PersistentVolumeClaims.
 */
@NullMarked
package dev.quarterdeck.controller.ephemeralvolume;

import org.jspecify.annotations.NullMarked;
