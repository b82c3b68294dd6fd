/**
 * The Pod Security Standards: what a pod may ask for at each level and version of the policy, and how namespaces choose theirs by labels. Pure: reads pod
 * trees and labels, writes nothing.
 */
@NullMarked
package dev.quarterdeck.state.admission.podsecurity;

import org.jspecify.annotations.NullMarked;
