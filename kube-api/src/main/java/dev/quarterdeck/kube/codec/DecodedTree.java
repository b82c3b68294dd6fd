package dev.quarterdeck.kube.codec;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A tree and the fields that stood in it twice; the last of each won.
 *
 * @param duplicatePaths of JSON: {@code metadata.name}, {@code spec.containers[0].image}
 * @param duplicateMessages of YAML, with their lines: {@code line 3: key "name" already set in map}
 */
public record DecodedTree(JsonNode tree, List<String> duplicatePaths, List<String> duplicateMessages) {}
