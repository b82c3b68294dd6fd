package dev.quarterdeck.state.kind.apiextensions;

import dev.quarterdeck.state.kind.DefaultStrategy;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Custom resource definitions remember every version that objects were ever stored in. */
public final class DefinitionStrategy extends DefaultStrategy {
    public DefinitionStrategy(KindTraits traits) {
        super(traits);
    }

    @Override
    public void prepareForCreate(ObjectNode definition, WriteScope scope) {
        ArrayNode stored = Trees.child(definition, "status").putArray("storedVersions");
        for (ObjectNode version : Trees.objects(definition, "spec", "versions")) {
            if (Trees.isTrue(version, "storage")) {
                stored.add(Trees.text(version, "name"));
            }
        }
    }

    @Override
    public void prepareForUpdate(ObjectNode definition, ObjectNode old, WriteScope scope) {
        super.prepareForUpdate(definition, old, scope);
        for (ObjectNode version : Trees.objects(definition, "spec", "versions")) {
            String name = Trees.text(version, "name");
            if (Trees.isTrue(version, "storage")
                    && !Trees.texts(definition, "status", "storedVersions").contains(name)) {
                ObjectNode status = Trees.child(definition, "status").deepCopy();
                Trees.children(status, "storedVersions").add(name);
                definition.set("status", status);
            }
        }
    }
}
