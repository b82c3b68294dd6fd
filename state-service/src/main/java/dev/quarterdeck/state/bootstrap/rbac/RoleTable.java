package dev.quarterdeck.state.bootstrap.rbac;

import dev.quarterdeck.kube.feature.FeatureGate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads a table of roles and bindings, whose form {@code default-roles.txt} explains, into API objects. Not thread-safe. */
final class RoleTable {
    static final String GROUP = "rbac.authorization.k8s.io";
    static final String AUTOUPDATE = "rbac.authorization.kubernetes.io/autoupdate";

    private final List<ObjectNode> objects = new ArrayList<>();
    private final Predicate<FeatureGate> gates;
    private boolean off;

    private RoleTable(Predicate<FeatureGate> gates) {
        this.gates = gates;
    }

    /**
     * @param resource beside this class
     * @param gates which are on; a line {@code @GATE} says of which the lines below it are
     */
    static List<ObjectNode> read(String resource, Predicate<FeatureGate> gates) {
        RoleTable table = new RoleTable(gates);
        try (InputStream in = RoleTable.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no " + resource);
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .forEach(table::line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table.objects;
    }

    private void line(String line) {
        if (line.startsWith("@")) {
            off = !gates.test(FeatureGate.find(line.substring(1)).orElseThrow());
            return;
        }
        if (off || line.isBlank() || line.startsWith("#")) {
            return;
        }
        if (!line.startsWith("  ")) {
            objects.add(object(line.split(" ")));
        } else if (objects.getLast().has("roleRef")) {
            subject(objects.getLast().withArray("subjects"), line.strip());
        } else {
            rule(objects.getLast().withArray("rules"), line.strip());
        }
    }

    private static ObjectNode object(String[] words) {
        String kind = words[0];
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", GROUP + "/v1").put("kind", kind);
        ObjectNode metadata = object.putObject("metadata");
        int slash = words[1].indexOf('/');
        metadata.put("name", words[1].substring(slash + 1));
        if (slash > 0) {
            metadata.put("namespace", words[1].substring(0, slash));
        }
        ObjectNode labels = metadata.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
        metadata.putObject("annotations").put(AUTOUPDATE, "true");
        if (kind.endsWith("Binding")) {
            object.putObject("roleRef")
                    .put("apiGroup", GROUP)
                    .put("kind", kind.substring(0, kind.length() - "Binding".length()))
                    .put("name", words[2]);
            return object;
        }
        for (int i = 2; i < words.length; i++) {
            String label = GROUP + "/" + words[i].substring(1);
            if (words[i].startsWith("=")) {
                object.putObject("aggregationRule")
                        .putArray("clusterRoleSelectors")
                        .addObject()
                        .putObject("matchLabels")
                        .put(label, "true");
                object.putNull("rules");
            } else {
                labels.put(label, "true");
            }
        }
        return object;
    }

    private static void rule(ArrayNode rules, String line) {
        ObjectNode rule = rules.addObject();
        String[] words = line.split(" ");
        if (!words[1].endsWith(":")) {
            for (int i = 1; i < words.length; i++) {
                rule.withArray("nonResourceURLs").add(words[i]);
            }
        } else {
            for (String group : words[1].substring(0, words[1].length() - 1).split(",")) {
                rule.withArray("apiGroups").add(group.equals("core") ? "" : group);
            }
            String list = "resources";
            for (int i = 2; i < words.length; i++) {
                if (words[i].equals("named")) {
                    list = "resourceNames";
                } else {
                    rule.withArray(list).add(words[i]);
                }
            }
        }
        for (String verb : words[0].split(",")) {
            rule.withArray("verbs").add(verb);
        }
    }

    private static void subject(ArrayNode subjects, String line) {
        String[] words = line.split(" ");
        ObjectNode subject = subjects.addObject();
        if (words[0].equals("ServiceAccount")) {
            int slash = words[1].indexOf('/');
            subject.put("kind", words[0]).put("name", words[1].substring(slash + 1));
            subject.put("namespace", words[1].substring(0, slash));
        } else {
            subject.put("apiGroup", GROUP).put("kind", words[0]).put("name", words[1]);
        }
    }
}
