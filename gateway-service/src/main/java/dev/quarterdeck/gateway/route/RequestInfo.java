package dev.quarterdeck.gateway.route;

import dev.quarterdeck.kube.kind.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * What a request is about, read from method, path and query alone.
 *
 * @param verb RBAC verb ({@code get list watch create update patch delete deletecollection}, {@code proxy} does not exist any more); for other paths the
 *     lower-case HTTP method
 * @param type null for paths that name no resource, and for resources that are not served
 * @param resource as the path has it; empty for paths that name no resource
 * @param subpath what follows the subresource: the path behind {@code proxy/}
 * @param view when in time it looks; the path is without the prefix that says so
 */
public record RequestInfo(
        String verb,
        String path,
        String group,
        String version,
        String resource,
        String subresource,
        String namespace,
        String name,
        String subpath,
        @Nullable ResourceType type,
        View view) {

    /** Of what is. */
    public RequestInfo(
            String verb,
            String path,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name,
            String subpath,
            @Nullable ResourceType type) {
        this(verb, path, group, version, resource, subresource, namespace, name, subpath, type, View.NOW);
    }

    public RequestInfo seen(View other) {
        return new RequestInfo(
                verb, path, group, version, resource, subresource, namespace, name, subpath, type, other);
    }
}
