package dev.quarterdeck.state.bootstrap;

import dev.quarterdeck.kube.object.EncodedObject;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.object.Metadata;
import dev.quarterdeck.state.bootstrap.owner.FirstOwners;
import dev.quarterdeck.state.commit.CurrentObject;
import dev.quarterdeck.state.commit.Mutation;
import dev.quarterdeck.state.kind.Trees;
import dev.quarterdeck.state.kind.WriteScope;
import dev.quarterdeck.state.kind.core.ServiceClaims;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What it takes to make one object be as it should: an insert, a replacement, or nothing. Pure. */
final class BootstrapPlanner {
    private BootstrapPlanner() {}

    static Optional<Mutation> plan(Desired desired, @Nullable CurrentObject current, String uid, Instant now) {
        if (current == null) {
            ObjectNode object = desired.object().deepCopy();
            String time = WriteScope.timestamp(now);
            Desired.metadata(object).put("uid", uid).put("creationTimestamp", time);
            for (var condition : object.path("status").path("conditions")) {
                ((ObjectNode) condition).put("lastTransitionTime", time);
            }
            FirstOwners.own(null, object, time);
            return Optional.of(new Mutation.Insert(
                    desired.resource(),
                    Metadata.of(object).key(),
                    uid,
                    EncodedObject.of(object),
                    claims(desired, object)));
        }
        ObjectNode object = Json.read(current.json());
        if (!changed(desired, object)) {
            return Optional.empty();
        }
        FirstOwners.own(Json.read(current.json()), object, WriteScope.timestamp(now));
        return Optional.of(new Mutation.Replace(
                desired.resource(),
                current.key(),
                current.uid(),
                current.revision(),
                EncodedObject.of(object),
                claims(desired, object)));
    }

    /** Of an APIService whose version is not served any more, unless it is its author's own. */
    static Optional<Mutation> removal(CurrentObject current) {
        ObjectNode object = Json.read(current.json());
        return "onstart".equals(Metadata.of(object).labels().get("kube-aggregator.kubernetes.io/automanaged"))
                ? Optional.of(new Mutation.Remove(
                        current.resource(), current.key(), current.uid(), current.revision(), EncodedObject.of(object)))
                : Optional.empty();
    }

    private static Set<Mutation.Claim> claims(Desired desired, ObjectNode object) {
        return desired.resource().id().equals("services") ? ServiceClaims.of(object) : Set.of();
    }

    private static boolean changed(Desired desired, ObjectNode object) {
        boolean different =
                switch (desired.upkeep()) {
                    case LEAVE -> false;
                    case SECOND_FAMILY -> isSecondNew(desired, object) && take(desired, object, List.of("spec"));
                    case SPEC -> take(desired, object, List.of("spec"));
                    case SPEC_UNLESS_DISOWNED ->
                        "true".equals(Metadata.of(object).annotations().get(FlowControlObjects.AUTO_UPDATE))
                                && take(desired, object, List.of("spec"));
                    case CONTENT -> {
                        List<String> fields = new ArrayList<>(desired.object().propertyNames());
                        fields.removeAll(List.of("kind", "apiVersion", "metadata"));
                        yield take(desired, object, fields);
                    }
                };
        if (different && Metadata.of(object).generation() > 0) {
            Desired.metadata(object).put("generation", Metadata.of(object).generation() + 1);
        }
        return different;
    }

    private static boolean isSecondNew(Desired desired, ObjectNode object) {
        List<String> wanted = Trees.texts(desired.object(), "spec", "cidrs");
        return wanted.size() == 2 && Trees.texts(object, "spec", "cidrs").equals(wanted.subList(0, 1));
    }

    private static boolean take(Desired desired, ObjectNode object, List<String> fields) {
        boolean different = false;
        for (String field : fields) {
            if (!Objects.equals(object.get(field), desired.object().get(field))) {
                object.set(field, desired.object().get(field));
                different = true;
            }
        }
        return different;
    }
}
