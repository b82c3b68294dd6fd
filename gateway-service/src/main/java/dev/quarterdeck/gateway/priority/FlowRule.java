package dev.quarterdeck.gateway.priority;

import dev.quarterdeck.gateway.authn.User;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One rule of a FlowSchema: any of its subjects doing any of its actions (API reference: PolicyRulesWithSubjects). Immutable. */
record FlowRule(List<Subject> subjects, List<Action> actions) {

    /** Who. */
    sealed interface Subject {
        boolean includes(User user);
    }

    /** @param name {@code *} for every user */
    record UserSubject(String name) implements Subject {
        @Override
        public boolean includes(User user) {
            return name.equals("*") || name.equals(user.name());
        }
    }

    /** @param name {@code *} for every group */
    record GroupSubject(String name) implements Subject {
        @Override
        public boolean includes(User user) {
            return name.equals("*") || user.groups().contains(name);
        }
    }

    /** @param prefix of the user name; where {@code whole}, all of it */
    record AccountSubject(String prefix, boolean whole) implements Subject {
        @Override
        public boolean includes(User user) {
            return whole ? user.name().equals(prefix) : user.name().startsWith(prefix);
        }
    }

    /** What. */
    sealed interface Action {
        boolean includes(FlowRequest request);
    }

    /** Requests for objects. */
    record ResourceAction(
            List<String> verbs,
            List<String> groups,
            List<String> resources,
            boolean clusterScope,
            List<String> namespaces)
            implements Action {
        @Override
        public boolean includes(FlowRequest request) {
            String namespace = request.info().namespace();
            return request.isResource()
                    && has(verbs, request.info().verb())
                    && has(groups, request.info().group())
                    && has(resources, request.resource())
                    && (namespace.isEmpty() ? clusterScope : has(namespaces, namespace));
        }
    }

    /** Requests for other paths; one that ends with {@code *} stands for all that begin so. */
    record PathAction(List<String> verbs, List<String> paths) implements Action {
        @Override
        public boolean includes(FlowRequest request) {
            return !request.isResource()
                    && has(verbs, request.info().verb())
                    && hasPath(request.info().path());
        }

        private boolean hasPath(String path) {
            for (String pattern : paths) {
                if (pattern.endsWith("*")
                        ? path.startsWith(pattern.substring(0, pattern.length() - 1))
                        : pattern.equals(path)) {
                    return true;
                }
            }
            return false;
        }
    }

    boolean matches(FlowRequest request) {
        for (Subject subject : subjects) {
            if (subject.includes(request.user())) {
                for (Action action : actions) {
                    if (action.includes(request)) {
                        return true;
                    }
                }
                return false;
            }
        }
        return false;
    }

    private static boolean has(List<String> values, String value) {
        return values.contains(value) || values.contains("*");
    }

    static FlowRule of(JsonNode rule) {
        List<Subject> subjects = new ArrayList<>();
        for (JsonNode subject : rule.path("subjects")) {
            switch (subject.path("kind").asString("")) {
                case "User" ->
                    subjects.add(new UserSubject(subject.at("/user/name").asString("")));
                case "Group" ->
                    subjects.add(new GroupSubject(subject.at("/group/name").asString("")));
                case "ServiceAccount" -> subjects.add(account(subject.path("serviceAccount")));
                default -> {}
            }
        }
        List<Action> actions = new ArrayList<>();
        for (JsonNode action : rule.path("resourceRules")) {
            actions.add(new ResourceAction(
                    texts(action.path("verbs")),
                    texts(action.path("apiGroups")),
                    texts(action.path("resources")),
                    action.path("clusterScope").asBoolean(false),
                    texts(action.path("namespaces"))));
        }
        for (JsonNode action : rule.path("nonResourceRules")) {
            actions.add(new PathAction(texts(action.path("verbs")), texts(action.path("nonResourceURLs"))));
        }
        return new FlowRule(List.copyOf(subjects), List.copyOf(actions));
    }

    private static Subject account(JsonNode account) {
        String namespace = "system:serviceaccount:" + account.path("namespace").asString("") + ":";
        String name = account.path("name").asString("");
        return name.equals("*") ? new AccountSubject(namespace, false) : new AccountSubject(namespace + name, true);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asString("")));
        return List.copyOf(texts);
    }
}
