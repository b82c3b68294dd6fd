package dev.quarterdeck.plugin.object;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What ties an object to something that was there when it was made: a pod to its node, a claim to its volume, a Job to its uid, a Service to its address. It is no
 * content: an object that was made again has other ones, and an update must not touch them. Pure.
 */
record Bindings(List<Place> places) {

    /** @param field of the object that the path leads to */
    record Place(List<String> path, String field) {}

    static Bindings of(ObjectNode object) {
        List<Place> places = new ArrayList<>();
        switch (object.path("kind").asString("")) {
            case "Pod" -> places.add(new Place(List.of("spec"), "nodeName"));
            case "PersistentVolumeClaim" -> places.add(new Place(List.of("spec"), "volumeName"));
            case "Service" -> {
                if (!object.at("/spec/clusterIP").asString("").equals("None")) {
                    places.add(new Place(List.of("spec"), "clusterIP"));
                    places.add(new Place(List.of("spec"), "clusterIPs"));
                }
                places.add(new Place(List.of("spec"), "healthCheckNodePort"));
            }
            case "Job" -> {
                if (!object.at("/spec/manualSelector").asBoolean(false)) {
                    places.add(new Place(List.of("spec"), "selector"));
                    for (String label : List.of(
                            "controller-uid",
                            "batch.kubernetes.io/controller-uid",
                            "job-name",
                            "batch.kubernetes.io/job-name")) {
                        places.add(new Place(List.of("metadata", "labels"), label));
                        places.add(new Place(List.of("spec", "template", "metadata", "labels"), label));
                    }
                }
            }
            default -> {}
        }
        return new Bindings(places);
    }

    void removeFrom(ObjectNode object) {
        for (Place place : places) {
            if (at(object, place.path()) instanceof ObjectNode parent) {
                parent.remove(place.field());
            }
        }
    }

    void copy(ObjectNode from, ObjectNode to) {
        for (Place place : places) {
            JsonNode value = at(from, place.path()).get(place.field());
            if (value != null) {
                ObjectNode parent = to;
                for (String name : place.path()) {
                    parent = parent.get(name) instanceof ObjectNode child ? child : parent.putObject(name);
                }
                parent.set(place.field(), value.deepCopy());
            }
        }
    }

    private static JsonNode at(ObjectNode object, List<String> path) {
        JsonNode node = object;
        for (String name : path) {
            node = node.path(name);
        }
        return node;
    }
}
