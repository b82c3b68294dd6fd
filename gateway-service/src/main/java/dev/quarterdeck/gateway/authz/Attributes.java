package dev.quarterdeck.gateway.authz;

import dev.quarterdeck.gateway.authn.User;

/**
 * What is to be authorized.
 *
 * @param verb RBAC verb; the lower-case HTTP method for paths that name no resource
 * @param resource empty where the request names no resource; then {@code path} counts
 */
public record Attributes(
        User user,
        String verb,
        String group,
        String version,
        String resource,
        String subresource,
        String namespace,
        String name,
        String path) {
    public boolean isResourceRequest() {
        return !resource.isEmpty();
    }
}
