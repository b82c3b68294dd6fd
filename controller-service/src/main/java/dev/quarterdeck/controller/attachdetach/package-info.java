/**
 * Attaching volumes of CSI drivers to the nodes whose pods want them, and detaching them after. Reads Pods, Nodes, PersistentVolumeClaims, PersistentVolumes,
 * CSIDrivers and VolumeAttachments; writes VolumeAttachments and {@code volumesAttached} in the status of Nodes.
 */
@NullMarked
package dev.quarterdeck.controller.attachdetach;

import org.jspecify.annotations.NullMarked;
