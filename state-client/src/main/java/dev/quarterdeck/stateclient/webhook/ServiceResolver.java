package dev.quarterdeck.stateclient.webhook;

/** Where a service of the cluster answers. Called on the thread of the request, which may wait. */
public interface ServiceResolver {
    /** @param host an address, or a name that the system's resolver knows */
    record Address(String host, int port) {}

    /** Throws ApiException (404, 503) with the reference's words where nobody answers. */
    Address resolve(String namespace, String name, int port);
}
