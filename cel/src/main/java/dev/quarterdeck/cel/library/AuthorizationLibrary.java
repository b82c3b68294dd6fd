package dev.quarterdeck.cel.library;

import dev.cel.common.types.CelType;
import java.util.List;

/** {@code authorizer}: questions put together step by step, then asked by {@code check}. */
final class AuthorizationLibrary {

    record PathCheck(Authorizer authorizer, String path) {}

    record GroupCheck(Authorizer authorizer, String group) {}

    record ResourceCheck(Authorizer authorizer, Authorizer.Question question) {
        ResourceCheck with(String part, String text) {
            return new ResourceCheck(authorizer, question.with(part, text));
        }
    }

    private AuthorizationLibrary() {}

    static FunctionSet functions() {
        FunctionSet functions = new FunctionSet()
                .type(Libraries.AUTHORIZER, Authorizer.class)
                .type(Libraries.PATH_CHECK, PathCheck.class)
                .type(Libraries.GROUP_CHECK, GroupCheck.class)
                .type(Libraries.RESOURCE_CHECK, ResourceCheck.class)
                .type(Libraries.DECISION, Authorizer.Decision.class)
                .member(
                        "path",
                        "authorizer_path",
                        Libraries.PATH_CHECK,
                        args -> path((Authorizer) args[0], (String) args[1]),
                        Libraries.AUTHORIZER,
                        FunctionSet.TEXT)
                .member(
                        "group",
                        "authorizer_group",
                        Libraries.GROUP_CHECK,
                        args -> new GroupCheck((Authorizer) args[0], (String) args[1]),
                        Libraries.AUTHORIZER,
                        FunctionSet.TEXT)
                .member(
                        "serviceAccount",
                        "authorizer_serviceaccount",
                        Libraries.AUTHORIZER,
                        args -> ((Authorizer) args[0]).forServiceAccount((String) args[1], (String) args[2]),
                        Libraries.AUTHORIZER,
                        FunctionSet.TEXT,
                        FunctionSet.TEXT)
                .member(
                        "resource",
                        "groupcheck_resource",
                        Libraries.RESOURCE_CHECK,
                        args -> resource((GroupCheck) args[0], (String) args[1]),
                        Libraries.GROUP_CHECK,
                        FunctionSet.TEXT)
                .member(
                        "check",
                        "pathcheck_check",
                        Libraries.DECISION,
                        args -> check((PathCheck) args[0], (String) args[1]),
                        Libraries.PATH_CHECK,
                        FunctionSet.TEXT)
                .member(
                        "check",
                        "resourcecheck_check",
                        Libraries.DECISION,
                        args -> check((ResourceCheck) args[0], (String) args[1]),
                        Libraries.RESOURCE_CHECK,
                        FunctionSet.TEXT);
        for (String part : List.of("subresource", "namespace", "name", "fieldSelector", "labelSelector")) {
            functions.member(
                    part,
                    "resourcecheck_" + part,
                    Libraries.RESOURCE_CHECK,
                    args -> ((ResourceCheck) args[0]).with(part, (String) args[1]),
                    Libraries.RESOURCE_CHECK,
                    FunctionSet.TEXT);
        }
        return decision(functions);
    }

    private static FunctionSet decision(FunctionSet functions) {
        CelType of = Libraries.DECISION;
        return functions
                .member(
                        "allowed",
                        "decision_allowed",
                        FunctionSet.BOOL,
                        args -> ((Authorizer.Decision) args[0]).allowed(),
                        of)
                .member(
                        "reason",
                        "decision_reason",
                        FunctionSet.TEXT,
                        args -> ((Authorizer.Decision) args[0]).reason(),
                        of)
                .member(
                        "errored",
                        "decision_errored",
                        FunctionSet.BOOL,
                        args -> !((Authorizer.Decision) args[0]).error().isEmpty(),
                        of)
                .member(
                        "error",
                        "decision_error",
                        FunctionSet.TEXT,
                        args -> ((Authorizer.Decision) args[0]).error(),
                        of);
    }

    private static PathCheck path(Authorizer authorizer, String path) {
        if (path.isEmpty()) {
            throw new FunctionError("path must not be empty");
        }
        return new PathCheck(authorizer, path);
    }

    private static ResourceCheck resource(GroupCheck group, String resource) {
        if (resource.isEmpty()) {
            throw new FunctionError("resource must not be empty");
        }
        return new ResourceCheck(group.authorizer(), Authorizer.Question.resource(group.group(), resource));
    }

    private static Authorizer.Decision check(PathCheck path, String method) {
        return path.authorizer().decide(Authorizer.Question.path(method, path.path()));
    }

    private static Authorizer.Decision check(ResourceCheck check, String verb) {
        return check.authorizer().decide(check.question().with("verb", verb));
    }
}
