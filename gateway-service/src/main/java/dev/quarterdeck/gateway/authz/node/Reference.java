package dev.quarterdeck.gateway.authz.node;

/** An object that a node may be related to. The namespace is empty for cluster-scoped ones. */
record Reference(Kind kind, String namespace, String name) {
    enum Kind {
        POD,
        SECRET,
        CONFIG_MAP,
        SERVICE_ACCOUNT,
        CLAIM,
        VOLUME,
        RESOURCE_CLAIM,
        ATTACHMENT,
        RESOURCE_SLICE
    }
}
