/**
 * Says of each FlowSchema whether the priority level that it names is there (API priority and fairness, KEP-1040). In the reference API servers say it.
 */
@NullMarked
package dev.quarterdeck.controller.flowschema;

import org.jspecify.annotations.NullMarked;
