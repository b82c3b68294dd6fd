/**
 * Type checks of ValidatingAdmissionPolicies: what their expressions ask of objects that these do not have. Reads policies and what is served; writes their status.
 */
@NullMarked
package dev.quarterdeck.controller.admissionpolicy;

import org.jspecify.annotations.NullMarked;
