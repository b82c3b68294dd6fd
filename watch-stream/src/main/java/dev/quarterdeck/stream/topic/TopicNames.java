package dev.quarterdeck.stream.topic;

import dev.quarterdeck.kube.kind.StoredResource;

/**
 * One topic per stored resource: {@code <cluster>.<group>.<plural>}, with {@code core} for the core group: {@code quarterdeck.core.pods},
 * {@code quarterdeck.apps.deployments}, {@code quarterdeck.rbac.authorization.k8s.io.roles}.
 */
public record TopicNames(String cluster) {
    private static final String CORE = "core";

    public TopicNames {
        if (!cluster.matches("[a-zA-Z0-9_-]+")) {
            throw new IllegalArgumentException(
                    "cluster name '" + cluster + "' is the prefix of topics: letters, digits, '-' and '_' only");
        }
    }

    public String of(StoredResource resource) {
        return cluster + "." + (resource.group().isEmpty() ? CORE : resource.group()) + "." + resource.resource();
    }

    /** Whether this is the name of a topic of this cluster. */
    public boolean isOne(String topic) {
        return topic.startsWith(cluster + ".") && topic.lastIndexOf('.') > cluster.length();
    }

    /** The resource of a topic of this cluster; other names are refused. */
    public StoredResource resourceOf(String topic) {
        int last = topic.lastIndexOf('.');
        if (!isOne(topic)) {
            throw new IllegalArgumentException("not a topic of cluster " + cluster + ": " + topic);
        }
        String group = topic.substring(cluster.length() + 1, last);
        return new StoredResource(group.equals(CORE) ? "" : group, topic.substring(last + 1));
    }
}
