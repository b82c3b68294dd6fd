package dev.quarterdeck.state.admission.condition;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.state.admission.AdmissionRequest;
import dev.quarterdeck.state.admission.AdmissionView;

/** The {@code matchConditions} of one webhook or policy, compiled. Thread-safe. */
public interface MatchConditions {
    /** None are given: everything matches, and nothing is looked at. */
    MatchConditions NONE = (request, view, version) -> true;

    /**
     * Whether all hold. Where one is false the answer is no, whatever becomes of the others; where one fails and none is false, failurePolicy decides: Ignore
     * means no, Fail a refusal (ApiException, 403).
     */
    boolean hold(AdmissionRequest request, AdmissionView view, ResourceType version);
}
