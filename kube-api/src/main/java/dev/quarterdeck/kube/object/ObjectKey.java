package dev.quarterdeck.kube.object;

/**
 * Namespace and name of an object within its {@link dev.quarterdeck.kube.kind.StoredResource}; the namespace of cluster-scoped objects is empty.
 * Ordered as the API lists objects: by namespace, then by name, in code points.
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {

    /** {@code namespace/name}, or {@code name} for cluster-scoped objects: the key of topic records. */
    public String path() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    public static ObjectKey ofPath(String path) {
        int slash = path.indexOf('/');
        return slash < 0 ? new ObjectKey("", path) : new ObjectKey(path.substring(0, slash), path.substring(slash + 1));
    }

    @Override
    public int compareTo(ObjectKey other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return path();
    }
}
