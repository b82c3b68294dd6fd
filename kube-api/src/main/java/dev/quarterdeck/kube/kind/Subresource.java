package dev.quarterdeck.kube.kind;

import java.util.Set;

/** A subresource of a {@link ResourceType}: {@code status}, {@code scale}, {@code log} ...; {@code kind} is the kind of its body. */
public record Subresource(String name, GroupVersionKind kind, Set<Verb> verbs) {}
