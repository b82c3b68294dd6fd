package dev.quarterdeck.node.api;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The query of a request. */
record QueryString(Map<String, List<String>> values) {

    static QueryString of(String uri) {
        return new QueryString(new QueryStringDecoder(uri).parameters());
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    Optional<String> first(String name) {
        return all(name).stream().findFirst().filter(value -> !value.isEmpty());
    }

    /** True under either name: the agent's own, or that of the pod's subresource. */
    boolean flag(String... names) {
        for (String name : names) {
            Optional<String> value = first(name);
            if (value.isPresent() && (value.get().equals("1") || value.get().equals("true"))) {
                return true;
            }
        }
        return false;
    }

    /** @throws ApiRefusal it is no number */
    Optional<Long> number(String name) {
        try {
            return first(name).map(Long::parseLong);
        } catch (NumberFormatException e) {
            throw new ApiRefusal(
                    400, "invalid value of " + name + ": " + first(name).orElse(""));
        }
    }
}
