package dev.quarterdeck.state.admission.podsecurity;

import org.jspecify.annotations.Nullable;

/** One rule of the standards. */
interface PodCheck {

    /** Null where the pod keeps the rule as it was in this version. */
    @Nullable
    Violation check(PodView pod, int minor);
}
