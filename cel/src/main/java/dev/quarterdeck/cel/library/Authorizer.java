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
            String labelSelector) {

        /** About a path. */
        public static Question path(String verb, String path) {
            return new Question(verb, path, "", "", "", "", "", "", "");
        }

        /** About a resource; the rest is added. */
        public static Question resource(String group, String resource) {
            return new Question("", "", group, resource, "", "", "", "", "");
        }

        /** The same with one part, named as the function that sets it, or {@code verb}. */
        public Question with(String part, String text) {
            return new Question(
                    part.equals("verb") ? text : verb,
                    path,
                    group,
                    resource,
                    part.equals("subresource") ? text : subresource,
                    part.equals("namespace") ? text : namespace,
                    part.equals("name") ? text : name,
                    part.equals("fieldSelector") ? text : fieldSelector,
                    part.equals("labelSelector") ? text : labelSelector);
        }
    }

    Decision decide(Question question);

    /** The same for a service account instead of the user of the request. */
    Authorizer forServiceAccount(String namespace, String name);
}
