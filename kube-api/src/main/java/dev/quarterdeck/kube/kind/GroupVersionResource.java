package dev.quarterdeck.kube.kind;

/** Names a served resource, for example apps/v1 deployments. The core group is the empty string. */
public record GroupVersionResource(String group, String version, String resource) {

    /** {@code v1} for the core group, {@code group/version} otherwise, as in {@code apiVersion}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
