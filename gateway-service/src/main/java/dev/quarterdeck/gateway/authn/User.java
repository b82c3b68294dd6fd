package dev.quarterdeck.gateway.authn;

import java.util.List;
import java.util.Map;

/** An authenticated user; groups include {@code system:authenticated} or {@code system:unauthenticated}. */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    public static final User ANONYMOUS = new User("system:anonymous", "", List.of("system:unauthenticated"), Map.of());
}
