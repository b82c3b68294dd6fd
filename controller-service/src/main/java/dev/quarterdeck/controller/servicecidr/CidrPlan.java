package dev.quarterdeck.controller.servicecidr;

/** What to do about a ServiceCIDR. */
enum CidrPlan {
    NOTHING,
    ADD_FINALIZER,
    SAY_READY,
    SAY_TERMINATING,
    /** Nobody needs it any more, but somebody may just be taking an address from it: look again soon. */
    WAIT,
    REMOVE_FINALIZER
}
