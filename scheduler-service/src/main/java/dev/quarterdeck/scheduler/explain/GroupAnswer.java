package dev.quarterdeck.scheduler.explain;

import java.util.Map;

/**
 * How the group of a pod fares that is tried together with others.
 *
 * @param group as {@code namespace/name}
 * @param minCount how many of its pods must get their nodes together; 0 where each goes for itself
 * @param members how many of its pods are there, those with a node too
 * @param placed how many have a node
 * @param says what the group waits for; empty where it fits
 * @param pods what each of those that wait would get: the node, or why none
 */
public record GroupAnswer(String group, int minCount, int members, int placed, String says, Map<String, String> pods) {}
