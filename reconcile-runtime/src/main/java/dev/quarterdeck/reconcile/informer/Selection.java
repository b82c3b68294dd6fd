package dev.quarterdeck.reconcile.informer;

/**
 * Which objects of a kind an informer holds. Empty parts select all.
 *
 * @param labelSelector as in a query, for example {@code app=web}
 * @param fieldSelector as in a query, for example {@code spec.nodeName=n1}
 */
public record Selection(String namespace, String labelSelector, String fieldSelector) {
    public static final Selection ALL = new Selection("", "", "");

    public static Selection fields(String fieldSelector) {
        return new Selection("", "", fieldSelector);
    }
}
