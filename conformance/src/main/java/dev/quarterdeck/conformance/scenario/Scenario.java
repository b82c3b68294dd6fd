package dev.quarterdeck.conformance.scenario;

import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is done, in order. Each step is a tree whose first field is its verb: see {@link ScenarioPlayer}.
 *
 * @param area the file it stands in
 * @param patience how long a step may wait for what it waits for
 * @param quiet for how long nothing may change before the end is looked at
 */
public record Scenario(String area, String name, List<ObjectNode> steps, Duration patience, Duration quiet) {}
