package dev.quarterdeck.conformance.differential;

import dev.quarterdeck.kube.kind.ResourceType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * One write, asked as a dry run so that the order of requests means nothing. {@link #VERSION} in a body stands for the resourceVersion of the stored object.
 *
 * @param origin what it was made from and how, for people
 * @param fieldValidation Strict, Warn or Ignore; empty for the server's default
 */
public record ApiRequest(
        String origin,
        Verb verb,
        ResourceType type,
        String namespace,
        String name,
        String subresource,
        String contentType,
        String fieldValidation,
        String body) {
    public static final String VERSION = "{{resourceVersion}}";

    /** What is asked for, and the name that reports give it. */
    public enum Verb {
        CREATE("POST"),
        UPDATE("PUT"),
        JSON_PATCH("PATCH"),
        MERGE_PATCH("PATCH"),
        STRATEGIC_PATCH("PATCH"),
        APPLY("PATCH");

        private final String method;

        Verb(String method) {
            this.method = method;
        }

        public String method() {
            return method;
        }
    }

    /** The kind as reports name it, with the subresource. */
    public String kind() {
        String kind = type.gvk().apiVersion() + " " + type.gvk().kind();
        return subresource.isEmpty() ? kind : kind + "/" + subresource;
    }

    public String path() {
        StringBuilder path = new StringBuilder(
                        type.gvr().group().isEmpty()
                                ? "/api/"
                                : "/apis/" + type.gvr().group() + "/")
                .append(type.gvr().version());
        if (type.namespaced()) {
            path.append("/namespaces/").append(namespace);
        }
        path.append('/').append(type.gvr().resource());
        if (verb != Verb.CREATE || !subresource.isEmpty()) {
            path.append('/').append(name);
        }
        if (!subresource.isEmpty()) {
            path.append('/').append(subresource);
        }
        path.append("?dryRun=All");
        if (!fieldValidation.isEmpty()) {
            path.append("&fieldValidation=").append(fieldValidation);
        }
        if (verb == Verb.APPLY) {
            path.append("&fieldManager=other&force=true");
        }
        return path.toString();
    }

    /** The object that is written to, without its subresource. */
    String objectPath() {
        String path = path().replaceAll("\\?.*", "");
        return subresource.isEmpty() ? path : path.substring(0, path.lastIndexOf('/'));
    }

    /** Tells it from every other request, whatever the order they are made in. */
    public String id() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(
                    (verb + "\n" + path() + "\n" + contentType + "\n" + body).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
