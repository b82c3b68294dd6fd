package dev.quarterdeck.kube.openapi;

import dev.quarterdeck.kube.kind.GroupVersionResource;
import java.util.Locale;

/**
 * How a group version is spelled in OpenAPI.
 *
 * @param path {@code /apis/apps/v1}
 * @param camel {@code AppsV1}, in operation ids
 * @param tag {@code apps_v1}
 */
record ApiName(String path, String camel, String tag) {

    static ApiName of(String group, String version) {
        String path = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        String camelGroup = camelGroup(group);
        return new ApiName(path, camelGroup + capital(version), small(camelGroup) + "_" + version);
    }

    static ApiName of(GroupVersionResource resource) {
        return of(resource.group(), resource.version());
    }

    /** {@code RbacAuthorization} of {@code rbac.authorization.k8s.io}; {@code Core} of the core group. */
    static String camelGroup(String group) {
        if (group.isEmpty()) {
            return "Core";
        }
        String plain = group.endsWith(".k8s.io") ? group.substring(0, group.length() - ".k8s.io".length()) : group;
        StringBuilder camel = new StringBuilder();
        for (String word : plain.split("\\.")) {
            camel.append(capital(word));
        }
        return camel.toString();
    }

    static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    static String small(String word) {
        return word.substring(0, 1).toLowerCase(Locale.ROOT) + word.substring(1);
    }
}
