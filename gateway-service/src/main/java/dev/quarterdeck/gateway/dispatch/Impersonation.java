package dev.quarterdeck.gateway.dispatch;

import dev.quarterdeck.gateway.authn.User;
import dev.quarterdeck.gateway.authz.Attributes;
import dev.quarterdeck.gateway.authz.Authorizer;
import dev.quarterdeck.kube.status.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/**
 * Acting as somebody else, by the {@code Impersonate-*} headers (API reference, "User impersonation"): each thing that is taken on, name, uid, groups and
 * extras, must be allowed to the real user by the verb {@code impersonate}. Pure but for the authorizer.
 */
final class Impersonation {
    private static final String USER = "Impersonate-User";
    private static final String GROUP = "Impersonate-Group";
    private static final String UID = "Impersonate-Uid";
    private static final String EXTRA = "impersonate-extra-";
    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";
    private static final String AUTHENTICATION_GROUP = "authentication.k8s.io";

    private Impersonation() {}

    /** The user to go on with: the real one where nothing is asked for. Throws Forbidden. */
    static User apply(User real, HttpHeaders headers, Authorizer authorizer) {
        String name = first(headers, USER);
        List<String> groups = headers.getOrEmpty(GROUP);
        String uid = first(headers, UID);
        Map<String, List<String>> extra = extra(headers);
        if (name.isEmpty()) {
            if (!groups.isEmpty() || !uid.isEmpty() || !extra.isEmpty()) {
                throw ApiException.badRequest(
                        "requested impersonation of groups, uid or extras without impersonating a user name");
            }
            return real;
        }
        boolean account = name.startsWith(SERVICE_ACCOUNT) && name.indexOf(':', SERVICE_ACCOUNT.length()) > 0;
        List<String> effective = new ArrayList<>(groups);
        if (account) {
            int colon = name.indexOf(':', SERVICE_ACCOUNT.length());
            String namespace = name.substring(SERVICE_ACCOUNT.length(), colon);
            require(real, authorizer, "", "v1", "serviceaccounts", "", namespace, name.substring(colon + 1));
            if (groups.isEmpty()) {
                effective.add("system:serviceaccounts");
                effective.add("system:serviceaccounts:" + namespace);
            }
        } else {
            require(real, authorizer, "", "v1", "users", "", "", name);
        }
        for (String group : groups) {
            require(real, authorizer, "", "v1", "groups", "", "", group);
        }
        extra.forEach((key, values) -> values.forEach(
                value -> require(real, authorizer, AUTHENTICATION_GROUP, "v1", "userextras", key, "", value)));
        if (!uid.isEmpty()) {
            require(real, authorizer, AUTHENTICATION_GROUP, "v1", "uids", "", "", uid);
        }
        String everybody = name.equals(User.ANONYMOUS.name()) ? "system:unauthenticated" : "system:authenticated";
        if (!effective.contains("system:authenticated") && !effective.contains("system:unauthenticated")) {
            effective.add(everybody);
        }
        return new User(name, uid, List.copyOf(effective), extra);
    }

    private static void require(
            User real,
            Authorizer authorizer,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name) {
        AccessRules.check(
                authorizer,
                new Attributes(real, "impersonate", group, version, resource, subresource, namespace, name, ""));
    }

    private static String first(HttpHeaders headers, String name) {
        String value = headers.getFirst(name);
        return value == null ? "" : value;
    }

    private static Map<String, List<String>> extra(HttpHeaders headers) {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        headers.forEach((header, values) -> {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith(EXTRA)) {
                extra.put(decode(lower.substring(EXTRA.length())), List.copyOf(values));
            }
        });
        return extra;
    }

    private static String decode(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return key;
        }
    }
}
