package dev.quarterdeck.conformance.scenario;

import tools.jackson.databind.JsonNode;

/** When a workload is as it wants to be. Pure. */
final class Workloads {
    private Workloads() {}

    static boolean rolled(JsonNode object) {
        JsonNode status = object.path("status");
        int replicas = object.path("spec").path("replicas").asInt(1);
        boolean seen = status.path("observedGeneration").asInt(0)
                >= object.path("metadata").path("generation").asInt(0);
        return seen
                && switch (object.path("kind").asString("")) {
                    case "DaemonSet" ->
                        number(status, "numberAvailable") == number(status, "desiredNumberScheduled")
                                && number(status, "updatedNumberScheduled") == number(status, "desiredNumberScheduled")
                                && number(status, "currentNumberScheduled") > 0;
                    case "Deployment", "StatefulSet" ->
                        number(status, "replicas") == replicas
                                && number(status, "updatedReplicas") == replicas
                                && number(status, "availableReplicas") == replicas;
                    default ->
                        number(status, "replicas") == replicas && number(status, "availableReplicas") == replicas;
                };
    }

    private static int number(JsonNode status, String field) {
        return status.path(field).asInt(0);
    }
}
