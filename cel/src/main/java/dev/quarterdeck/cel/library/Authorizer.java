package dev.quarterdeck.cel.library;

/**
 * Whether somebody may do something: what {@code authorizer} in expressions asks. Made per request, for the user of the request; may do IO and block.
 */
public interface Authorizer {

    /** @param error empty where the question could be answered */
    record Decision(boolean allowed, String reason, String error) {}

    /**
     * A question about a resource, or about a path where {@code path} is not empty. Texts that were not given are empty.
     *
     * @param verb {@code get}, or the method in lower case for a path
     */
    record Question(
            String verb,
            String path,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name,
            String fieldSelector,
            String labelSelector) {}

    Decision decide(Question question);

    /** The same for a service account instead of the user of the request. */
    Authorizer forServiceAccount(String namespace, String name);
}
