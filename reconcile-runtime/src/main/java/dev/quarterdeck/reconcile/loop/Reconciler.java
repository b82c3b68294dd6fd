package dev.quarterdeck.reconcile.loop;

/**
 * Brings the world of one key to what is wanted. Level-based: it looks at what is, never at what changed. Never called twice at once for one key.
 *
 * @param <K> names what to reconcile, mostly a {@link dev.quarterdeck.kube.object.ObjectKey}
 */
@FunctionalInterface
public interface Reconciler<K> {
    Result reconcile(K key) throws InterruptedException;
}
