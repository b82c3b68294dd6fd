package dev.quarterdeck.gateway.output;

import dev.quarterdeck.kube.kind.ResourceType;
import java.time.Instant;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of each kind and the cells of each object: what Tables are made of. Thread-safe. */
public interface TableSource {

    /** {@code columnDefinitions}. */
    ArrayNode columns(ResourceType type);

    /** One cell per column. The object is of the served version. Ages count up to {@code now}. */
    ArrayNode cells(ResourceType type, ObjectNode object, Instant now);
}
