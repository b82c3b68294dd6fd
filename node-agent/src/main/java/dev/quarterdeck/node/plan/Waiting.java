package dev.quarterdeck.node.plan;

/** Why a container does not run yet, in the words of {@code state.waiting}. */
public record Waiting(String reason, String message) {}
