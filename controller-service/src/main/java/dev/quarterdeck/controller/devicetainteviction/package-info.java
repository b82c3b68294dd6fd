/**
 * Pods leave devices whose taints their claims do not tolerate (KEP-5055). Reads Pods, ResourceClaims and ResourceSlices; deletes Pods.
 */
@NullMarked
package dev.quarterdeck.controller.devicetainteviction;

import org.jspecify.annotations.NullMarked;
