package dev.quarterdeck.reconcile.client;

/** A shorter way to the API, where there is one: in a process that serves it too. Components ask for it when they are wired; without one they use the network. */
@FunctionalInterface
public interface NearbyApi {
    /** None. */
    NearbyApi NONE = far -> far;

    /** @param far the way over the network, for all that the shorter one cannot do */
    ApiTransport near(ApiTransport far);
}
