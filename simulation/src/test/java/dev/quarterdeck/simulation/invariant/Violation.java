package dev.quarterdeck.simulation.invariant;

/** An invariant does not hold. */
public final class Violation extends AssertionError {
    private final Invariant invariant;

    public Violation(Invariant invariant, String what) {
        super(invariant + ": " + invariant.promise() + "; but " + what);
        this.invariant = invariant;
    }

    public Invariant invariant() {
        return invariant;
    }
}
