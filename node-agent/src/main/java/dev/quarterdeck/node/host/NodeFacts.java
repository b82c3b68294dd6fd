package dev.quarterdeck.node.host;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;

/**
 * What pods are told about the node they run on.
 *
 * @param addresses of the node, the main one first
 * @param allocatable what pods may use together
 * @param memoryBytes of the whole machine
 */
public record NodeFacts(
        String name,
        List<String> addresses,
        Map<String, Quantity> allocatable,
        long memoryBytes,
        List<String> clusterDns,
        String clusterDomain) {}
