package dev.quarterdeck.benchmarks.jmh;

import dev.quarterdeck.stateclient.StateClient;
import dev.quarterdeck.stream.cache.SnapshotSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A state-service that knows how far caches are, and nothing else. */
final class OfflineState {
    private OfflineState() {}

    static StateClient of(SnapshotSource caches) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.isDefault()) {
                return InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            if (!method.getDeclaringClass().isInstance(caches)) {
                throw new UnsupportedOperationException("a benchmark has no store: " + method.getName());
            }
            try {
                return method.invoke(caches, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        };
        return (StateClient) Proxy.newProxyInstance(
                StateClient.class.getClassLoader(), new Class<?>[] {StateClient.class}, handler);
    }
}
