package dev.quarterdeck.state.write;

import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.stateclient.WriteRequest;
import tools.jackson.databind.node.ObjectNode;

/** How a request is to be carried out, as admission shows it (API reference: meta/v1 CreateOptions, UpdateOptions, DeleteOptions). Pure. */
final class OperationOptions {
    private OperationOptions() {}

    static ObjectNode create(WriteRequest.Options options) {
        return write("CreateOptions", options);
    }

    /** Of patches too: what they come to is an update. */
    static ObjectNode update(WriteRequest.Options options) {
        return write("UpdateOptions", options);
    }

    private static ObjectNode write(String kind, WriteRequest.Options options) {
        ObjectNode node = begin(kind);
        dryRun(node, options.dryRun());
        if (!options.fieldManager().isEmpty()) {
            node.put("fieldManager", options.fieldManager());
        }
        if (!options.fieldValidation().isEmpty()) {
            node.put("fieldValidation", options.fieldValidation());
        }
        return node;
    }

    static ObjectNode delete(DeleteOptions options, boolean dryRun) {
        ObjectNode node = begin("DeleteOptions");
        if (options.gracePeriodSeconds() != null) {
            node.put("gracePeriodSeconds", options.gracePeriodSeconds());
        }
        if (options.uid() != null || options.resourceVersion() != null) {
            ObjectNode preconditions = node.putObject("preconditions");
            if (options.uid() != null) {
                preconditions.put("uid", options.uid());
            }
            if (options.resourceVersion() != null) {
                preconditions.put("resourceVersion", options.resourceVersion());
            }
        }
        if (options.orphanDependents() != null) {
            node.put("orphanDependents", options.orphanDependents());
        }
        if (options.propagation() != null) {
            node.put("propagationPolicy", options.propagation());
        }
        dryRun(node, dryRun);
        return node;
    }

    private static ObjectNode begin(String kind) {
        return Json.object().put("kind", kind).put("apiVersion", "meta.k8s.io/v1");
    }

    private static void dryRun(ObjectNode node, boolean dryRun) {
        if (dryRun) {
            node.putArray("dryRun").add("All");
        }
    }
}
