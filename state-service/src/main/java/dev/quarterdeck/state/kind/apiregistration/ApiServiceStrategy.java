package dev.quarterdeck.state.kind.apiregistration;

import dev.quarterdeck.state.kind.DefaultStrategy;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An APIService without a service is answered by this server, and so is available from the first; of others somebody has to find out. */
public final class ApiServiceStrategy extends DefaultStrategy {
    public ApiServiceStrategy(KindTraits traits) {
        super(traits);
    }

    @Override
    public void prepareForCreate(ObjectNode service, WriteScope scope) {
        if (isLocal(service)) {
            service.set("status", local(Trees.child(service, "status"), scope.timestamp()));
        }
    }

    @Override
    public void prepareForUpdate(ObjectNode service, ObjectNode old, WriteScope scope) {
        super.prepareForUpdate(service, old, scope);
        if (isLocal(service) && !isLocal(old)) {
            service.set("status", local(Trees.child(service, "status"), scope.timestamp()));
        }
    }

    private static boolean isLocal(ObjectNode service) {
        return !(service.path("spec").get("service") instanceof ObjectNode);
    }

    private static ObjectNode local(ObjectNode status, String time) {
        ObjectNode changed = status.deepCopy();
        ArrayNode conditions = Trees.children(changed, "conditions");
        conditions.removeIf(c -> c.path("type").stringValue("").equals("Available"));
        conditions
                .addObject()
                .put("lastTransitionTime", time)
                .put("message", "Local APIServices are always available")
                .put("reason", "Local")
                .put("status", "True")
                .put("type", "Available");
        return changed;
    }
}
