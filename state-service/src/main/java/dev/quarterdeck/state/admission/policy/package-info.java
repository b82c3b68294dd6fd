/**
 * ValidatingAdmissionPolicy and MutatingAdmissionPolicy: which policies and bindings a request meets, with which parameters, and what their expressions make of
 * it. Reads policies, bindings and parameters through ClusterReader; evaluates in this process.
 */
@NullMarked
package dev.quarterdeck.state.admission.policy;

import org.jspecify.annotations.NullMarked;
