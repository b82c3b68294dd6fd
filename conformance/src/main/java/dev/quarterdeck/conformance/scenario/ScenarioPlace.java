package dev.quarterdeck.conformance.scenario;

import dev.quarterdeck.kube.object.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** Where a scenario plays: its namespace, and what it has made outside of it. For one thread. */
final class ScenarioPlace {
    private static final String PLACEHOLDER = "${ns}";
    private static final Pattern UID = Pattern.compile("\\$\\{uid (\\w+) ([a-z0-9-]+)}");

    /** An object without namespace that the scenario made. */
    record Wide(String kind, String name) {}

    private final ClusterApi cluster;
    private final String namespace;
    private final List<String> nodes;
    private final boolean nodesComeAndGo;
    private final List<Wide> wide = new ArrayList<>();
    private final Map<Integer, String> answers = new LinkedHashMap<>();

    /**
     * @param nodes those that all scenarios share
     * @param nodesComeAndGo whether others make nodes meanwhile, so that how many there are says nothing
     */
    ScenarioPlace(ClusterApi cluster, String namespace, List<String> nodes, boolean nodesComeAndGo) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.nodes = List.copyOf(nodes);
        this.nodesComeAndGo = nodesComeAndGo;
    }

    ClusterApi cluster() {
        return cluster;
    }

    String namespace() {
        return namespace;
    }

    List<String> nodes() {
        return nodes;
    }

    boolean nodesComeAndGo() {
        return nodesComeAndGo;
    }

    List<Wide> wide() {
        return List.copyOf(wide);
    }

    boolean isWide(String name) {
        return wide.stream().anyMatch(object -> object.name().equals(name));
    }

    void made(String kind, String name) {
        if (!Kinds.of(kind).namespaced() && !wide.contains(new Wide(kind, name))) {
            wide.add(new Wide(kind, name));
        }
    }

    /** What steps that expect to be refused were told. */
    Map<Integer, String> answers() {
        return answers;
    }

    void answered(int step, String answer) {
        answers.put(step, answer);
    }

    String named(String text) {
        return text.replace(PLACEHOLDER, namespace);
    }

    /** The step with the names of this place, and uids where it says {@code ${uid KIND NAME}}. */
    ObjectNode named(ObjectNode step) throws InterruptedException {
        Matcher asked = UID.matcher(named(step.toString()));
        StringBuilder known = new StringBuilder();
        while (asked.find()) {
            asked.appendReplacement(known, uid(asked.group(1), asked.group(2)));
        }
        return Json.read(asked.appendTail(known).toString().getBytes(StandardCharsets.UTF_8));
    }

    private String uid(String kind, String name) throws InterruptedException {
        return cluster.get(kind, Kinds.of(kind).namespaced() ? namespace : "", name)
                .map(object -> object.path("metadata").path("uid").asString(""))
                .orElseThrow(() -> new IllegalStateException("no " + kind + " " + name));
    }
}
