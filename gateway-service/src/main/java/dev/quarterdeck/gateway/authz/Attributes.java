package dev.quarterdeck.gateway.authz;

import dev.quarterdeck.gateway.authn.User;

/**
 * What is to be authorized.
 *
 * @param verb RBAC verb; the lower-case HTTP method for paths that name no resource
 * @param name for list and watch, the name that a {@code metadata.name=} field selector asks for
 * @param fieldSelector of list, watch and deletecollection, as the client wrote it: nodes may list pods with {@code spec.nodeName=} theirs only
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
        String path,
        String fieldSelector) {

    /** Without a field selector. */
    public Attributes(
            User user,
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name,
            String path) {
        this(user, verb, group, version, resource, subresource, namespace, name, path, "");
    }

    public boolean isResourceRequest() {
        return !resource.isEmpty();
    }
}
