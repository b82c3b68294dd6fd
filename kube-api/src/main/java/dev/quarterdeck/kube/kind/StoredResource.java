package dev.quarterdeck.kube.kind;

/**
 * What is stored under one name, whatever versions it is served in: one set of rows, one topic, one cache.
 * autoscaling v1 and v2 are two {@link ResourceType}s over one stored resource, and so are the two Event kinds.
 */
public record StoredResource(String group, String resource) implements Comparable<StoredResource> {
    private static final char VIEW = '@';

    /** {@code pods} for the core group, {@code deployments.apps} otherwise: the key used in tables, metrics and messages. */
    public String id() {
        return group.isEmpty() ? resource : resource + "." + group;
    }

    public static StoredResource ofId(String id) {
        int dot = id.indexOf('.');
        return dot < 0 ? new StoredResource("", id) : new StoredResource(id.substring(dot + 1), id.substring(0, dot));
    }

    /** What is stored under this name as a webhook shows it in another version: not stored itself, read as if it were. */
    public StoredResource seenAs(String version) {
        return new StoredResource(group, base().resource + VIEW + version);
    }

    /** What is stored: this, unless it is seen as another version. */
    public StoredResource base() {
        int at = resource.indexOf(VIEW);
        return at < 0 ? this : new StoredResource(group, resource.substring(0, at));
    }

    /** The version that it is seen as; empty for what is stored. */
    public String seenVersion() {
        int at = resource.indexOf(VIEW);
        return at < 0 ? "" : resource.substring(at + 1);
    }

    @Override
    public int compareTo(StoredResource other) {
        int byGroup = group.compareTo(other.group);
        return byGroup != 0 ? byGroup : resource.compareTo(other.resource);
    }

    @Override
    public String toString() {
        return id();
    }
}
