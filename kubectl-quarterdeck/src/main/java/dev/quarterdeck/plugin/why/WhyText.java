package dev.quarterdeck.plugin.why;

import dev.quarterdeck.scheduler.explain.Explanation;
import dev.quarterdeck.scheduler.explain.GroupAnswer;
import dev.quarterdeck.scheduler.explain.NodeAnswer;
import dev.quarterdeck.scheduler.filter.ClusterChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** An explanation as users read it: nodes that take the pod first, the best above; then the others. */
public final class WhyText {
    private static final Comparator<NodeAnswer> BEST_FIRST = Comparator.comparing((NodeAnswer n) -> !n.fits())
            .thenComparing(Comparator.comparingLong(NodeAnswer::score).reversed())
            .thenComparing(NodeAnswer::node);

    private WhyText() {}

    /** @param chosen the node that the pod is on; empty for none */
    public static List<String> lines(Explanation explanation, String chosen) {
        List<String> lines = new ArrayList<>();
        List<NodeAnswer> nodes = explanation.nodes().stream().sorted(BEST_FIRST).toList();
        List<String[]> rows = new ArrayList<>();
        for (NodeAnswer node : nodes) {
            if (node.fits()) {
                rows.add(new String[] {
                    node.node() + (node.node().equals(chosen) ? " *" : ""),
                    "yes",
                    Long.toString(node.score()),
                    scores(node)
                });
            }
        }
        if (!rows.isEmpty()) {
            rows.addFirst(new String[] {"NODE", "FITS", "SCORE", "OF WHICH"});
            table(rows, lines);
        }
        rows.clear();
        for (NodeAnswer node : nodes) {
            if (!node.fits()) {
                rows.add(new String[] {
                    node.node() + (node.node().equals(chosen) ? " *" : ""),
                    "no",
                    node.rule(),
                    String.join("; ", node.reasons()),
                    node.preemptionHelps() ? "may help" : "no help",
                    changes(node.waitsFor())
                });
            }
        }
        if (!rows.isEmpty()) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            rows.addFirst(new String[] {"NODE", "FITS", "RULE", "REASON", "PREEMPTION", "WAITING HELPS WHEN"});
            table(rows, lines);
        }
        if (!explanation.message().isEmpty()) {
            lines.add("");
            lines.add(explanation.message());
        }
        if (!explanation.clearedNode().isEmpty()) {
            lines.add("");
            lines.add("preemption: " + explanation.clearedNode() + " would be cleared"
                    + (explanation.victims().isEmpty() ? "" : " of " + String.join(", ", explanation.victims())));
        } else if (!explanation.preemption().isEmpty()) {
            lines.add(explanation.preemption());
        }
        return lines;
    }

    private static final int MOST_PODS = 20;

    /** How the pods fare that are tried together with this one. */
    public static List<String> lines(GroupAnswer group) {
        List<String> lines = new ArrayList<>();
        lines.add("pod group " + group.group() + ": " + group.members() + " of its pods are there, " + group.placed()
                + " with a node"
                + policy(group));
        lines.add(group.says().isEmpty() ? "as the cluster is now, it fits" : group.says());
        if (!group.pods().isEmpty()) {
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {"POD", "GETS"});
            group.pods().entrySet().stream()
                    .limit(MOST_PODS)
                    .forEach(each -> rows.add(new String[] {each.getKey(), each.getValue()}));
            lines.add("");
            table(rows, lines);
            if (group.pods().size() > MOST_PODS) {
                lines.add("and " + (group.pods().size() - MOST_PODS) + " more");
            }
        }
        return lines;
    }

    /** Of a group that is not there nothing is known. */
    private static String policy(GroupAnswer group) {
        if (group.minCount() > 0) {
            return "; " + group.minCount() + " must get one together";
        }
        return group.pods().isEmpty() ? "" : "; each goes for itself";
    }

    private static String scores(NodeAnswer node) {
        return node.scores().entrySet().stream()
                .filter(e -> e.getValue() != 0)
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    private static void table(List<String[]> rows, List<String> lines) {
        int columns = rows.getFirst().length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(i == columns - 1 ? row[i] : row[i] + " ".repeat(widths[i] - row[i].length() + 3));
            }
            lines.add(line.toString().stripTrailing());
        }
    }

    /** What would have to change, in words; that nodes come and that the pod itself is changed goes without saying. */
    static String changes(Set<ClusterChange.Kind> kinds) {
        if (kinds.size() == ClusterChange.Kind.values().length) {
            return "anything changes";
        }
        Set<ClusterChange.Kind> told = EnumSet.noneOf(ClusterChange.Kind.class);
        told.addAll(kinds);
        told.remove(ClusterChange.Kind.NODE_ADDED);
        told.remove(ClusterChange.Kind.POD_CHANGED);
        String words = told.stream().map(WhyText::words).distinct().collect(Collectors.joining(", "));
        return words.isEmpty() ? "only another node, or another pod" : words;
    }

    private static String words(ClusterChange.Kind kind) {
        return switch (kind) {
            case NODE_ADDED -> "a node comes";
            case NODE_GONE -> "a node goes";
            case NODE_ALLOCATABLE -> "a node grows";
            case NODE_LABELS -> "labels of a node change";
            case NODE_TAINTS -> "taints of a node change";
            case NODE_FEATURES -> "a node declares features";
            case POD_ARRIVED -> "a pod gets its node";
            case POD_LABELS -> "labels of a pod change";
            case POD_LEFT -> "a pod leaves";
            case POD_SHRUNK -> "a pod shrinks";
            case POD_ENDING -> "a pod begins to end";
            case NAMESPACE_LABELS -> "labels of a namespace change";
            case CLAIM -> "a claim of the pod changes";
            case VOLUME -> "a volume comes or changes";
            case STORAGE_CLASS -> "a storage class changes";
            case CSI_NODE, CSI_DRIVER -> "a storage driver registers";
            case CSI_CAPACITY -> "storage capacity is published";
            case ATTACHMENT_GONE -> "a volume is detached";
            case DEVICE_CLAIM -> "a resource claim changes";
            case DEVICES_FREED -> "a claim gives its devices back";
            case DEVICE_CLASS -> "a device class changes";
            case DEVICES -> "devices are published";
            case POD_CHANGED -> kind.name().toLowerCase(Locale.ROOT);
        };
    }
}
