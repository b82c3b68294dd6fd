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
        @Nullable ResourceType type) {}
