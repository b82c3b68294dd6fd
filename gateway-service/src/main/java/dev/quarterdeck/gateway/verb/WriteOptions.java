package dev.quarterdeck.gateway.verb;

import dev.quarterdeck.gateway.read.ReadOptions;
import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.kube.codec.BodyDecoder;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.stateclient.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The query options of writes (API reference: CreateOptions, UpdateOptions, PatchOptions, DeleteOptions), checked. Pure. */
final class WriteOptions {
    private static final int MANAGER_LENGTH = 128;
    private static final Set<String> VALIDATIONS = Set.of("", "Ignore", "Warn", "Strict");
    private static final Set<String> POLICIES = Set.of("Foreground", "Background", "Orphan");

    private WriteOptions() {}

    /** @param kind of the options, as messages name it. Throws Invalid. */
    static WriteRequest.Options of(Query query, String kind) {
        return of(query, kind, new ArrayList<>());
    }

    /** @param errors what is wrong already */
    private static WriteRequest.Options of(Query query, String kind, List<FieldError> errors) {
        String manager = query.text("fieldManager");
        checkManager(manager, errors);
        List<String> dryRun = query.all("dryRun");
        checkDryRun(dryRun, errors);
        String validation = query.text("fieldValidation");
        if (!VALIDATIONS.contains(validation)) {
            errors.add(new FieldError(
                    FieldError.Type.NOT_SUPPORTED,
                    "fieldValidation",
                    '"' + validation + '"',
                    "supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""));
        }
        check(kind, errors);
        return new WriteRequest.Options(!dryRun.isEmpty(), manager, validation);
    }

    /** Patches: a manager must be named for apply, and only apply may force. */
    static WriteRequest.Options ofPatch(Query query, boolean apply) {
        List<FieldError> errors = new ArrayList<>();
        if (apply && query.text("fieldManager").isEmpty()) {
            errors.add(FieldError.required("fieldManager", "is required for apply patch"));
        }
        if (!apply && query.has("force")) {
            errors.add(FieldError.forbidden("force", "may not be specified for non-apply patch"));
        }
        return of(query, "PatchOptions", errors);
    }

    /** Deletions say dryRun in the query or in the body. */
    static WriteRequest.Options ofDelete(Query query, byte[] deleteOptions, String contentType) {
        List<String> dryRun = new ArrayList<>(query.all("dryRun"));
        if (deleteOptions.length > 0) {
            try {
                if (BodyDecoder.decode(deleteOptions, contentType, "DeleteOptions")
                                .object()
                                .get("dryRun")
                        instanceof ArrayNode values) {
                    values.forEach(v -> dryRun.add(v.asString("")));
                }
            } catch (RuntimeException malformed) {
                // state-service, which decodes the body, says what is wrong with it
            }
        }
        List<FieldError> errors = new ArrayList<>();
        checkDryRun(dryRun, errors);
        check("DeleteOptions", errors);
        return new WriteRequest.Options(!dryRun.isEmpty(), "", "");
    }

    /** DeleteOptions made of query parameters, for deletions without a body; empty where the query says nothing. Throws Invalid and BadRequest. */
    static byte[] deleteOptions(Query query) {
        String grace = query.text("gracePeriodSeconds");
        String policy = query.text("propagationPolicy");
        boolean orphan = query.has("orphanDependents");
        if (grace.isEmpty() && policy.isEmpty() && !orphan) {
            return new byte[0];
        }
        ObjectNode options = Json.object();
        options.put("kind", "DeleteOptions").put("apiVersion", "v1");
        if (!grace.isEmpty()) {
            options.put("gracePeriodSeconds", number(grace));
        }
        List<FieldError> errors = new ArrayList<>();
        if (!policy.isEmpty()) {
            if (orphan) {
                errors.add(FieldError.invalid(
                        "propagationPolicy",
                        '"' + policy + '"',
                        "orphanDependents and deletionPropagation cannot be both set"));
            }
            if (!POLICIES.contains(policy)) {
                errors.add(new FieldError(
                        FieldError.Type.NOT_SUPPORTED,
                        "propagationPolicy",
                        '"' + policy + '"',
                        "supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\""));
            }
            options.put("propagationPolicy", policy);
        }
        if (orphan) {
            options.put("orphanDependents", query.flag("orphanDependents"));
        }
        check("DeleteOptions", errors);
        return Json.write(options);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(
                    "strconv.ParseInt: parsing \"" + text + "\": " + ReadOptions.whyNoNumber(text));
        }
    }

    private static void checkManager(String manager, List<FieldError> errors) {
        if (manager.codePointCount(0, manager.length()) > MANAGER_LENGTH) {
            errors.add(new FieldError(
                    FieldError.Type.TOO_LONG,
                    "fieldManager",
                    null,
                    "may not be more than " + MANAGER_LENGTH + " bytes"));
        }
        for (int i = 0; i < manager.length(); i++) {
            if (Character.isISOControl(manager.charAt(i))) {
                errors.add(FieldError.invalid(
                        "fieldManager",
                        quoted(manager),
                        String.format("invalid character U+%04X (at position %d)", (int) manager.charAt(i), i)));
                return;
            }
        }
    }

    /** With control characters as the reference shows them. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '"', '\\' -> out.append('\\').append(c);
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        out.append(String.format("\\x%02x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    private static void checkDryRun(List<String> dryRun, List<FieldError> errors) {
        for (String value : dryRun) {
            if (!value.equals("All")) {
                ArrayNode shown = Json.object().arrayNode();
                dryRun.forEach(shown::add);
                errors.add(new FieldError(
                        FieldError.Type.NOT_SUPPORTED, "dryRun", shown.toString(), "supported values: \"All\""));
                return;
            }
        }
    }

    private static void check(String kind, List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ApiException.invalid("meta.k8s.io", kind, "", errors);
        }
    }
}
