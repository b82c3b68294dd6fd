package dev.quarterdeck.gateway.authz;

import java.util.List;

/** Allows what any of its parts allows, asked in order; a refusal carries the reasons of all. */
public final class UnionAuthorizer implements Authorizer {
    private final List<Authorizer> parts;

    public UnionAuthorizer(List<Authorizer> parts) {
        this.parts = List.copyOf(parts);
    }

    @Override
    public Decision authorize(Attributes attributes) {
        String reasons = "";
        for (int i = 0; i < parts.size(); i++) {
            Decision decision = parts.get(i).authorize(attributes);
            if (decision.allowed()) {
                return decision;
            }
            if (!decision.reason().isEmpty()) {
                reasons = reasons.isEmpty() ? decision.reason() : reasons + "\n" + decision.reason();
            }
        }
        return reasons.isEmpty() ? Decision.NO : new Decision(false, reasons);
    }
}
