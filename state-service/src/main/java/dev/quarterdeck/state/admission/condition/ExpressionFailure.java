package dev.quarterdeck.state.admission.condition;

/** An expression that has no value: it failed, was never right, or cost too much. The message is what users are told. */
public final class ExpressionFailure extends Exception {
    private final boolean overBudget;

    public ExpressionFailure(String message, boolean overBudget) {
        super(message, null, false, false);
        this.overBudget = overBudget;
    }

    /** Whether no further expression of the same evaluation can be had. */
    public boolean isOverBudget() {
        return overBudget;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
