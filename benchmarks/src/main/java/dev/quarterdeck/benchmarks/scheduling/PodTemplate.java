package dev.quarterdeck.benchmarks.scheduling;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pods of the scenarios: what tells one sort from the others. All have one container and no token, since no controller gives them accounts. A priority comes
 * from a class, as admission wants it.
 */
enum PodTemplate {
    DEFAULT,
    LIGHT,
    LABELLED {
        @Override
        void shape(ObjectNode pod) {
            labels(pod, "app", "scheduler-perf");
        }
    },
    LOW_PRIORITY {
        @Override
        void shape(ObjectNode pod) {
            asks(pod, "900m", "500Mi");
        }
    },
    HIGH_PRIORITY {
        @Override
        void shape(ObjectNode pod) {
            asks(pod, "3000m", "500Mi");
            spec(pod).put("priorityClassName", IMPORTANT);
        }
    },
    TOO_LARGE {
        @Override
        void shape(ObjectNode pod) {
            asks(pod, "9", "500Mi");
            spec(pod).put("priorityClassName", IMPORTANT);
        }
    },
    GATED {
        @Override
        void shape(ObjectNode pod) {
            spec(pod).putArray("schedulingGates").addObject().put("name", "test.k8s.io/hold");
        }
    },
    GATED_AFFINITY {
        @Override
        void shape(ObjectNode pod) {
            labels(pod, "app", "scheduler-perf");
            term(required(pod, "podAffinity"), HOST, "app", "scheduler-perf");
            spec(pod).putArray("schedulingGates").addObject().put("name", "test.k8s.io/hold");
        }
    },
    FINALIZER {
        @Override
        void shape(ObjectNode pod) {
            pod.withObjectProperty("metadata").putArray("finalizers").add("test.k8s.io/finalizer");
        }
    },
    ON_ONE_NODE {
        @Override
        void shape(ObjectNode pod) {
            nodeTerm(pod, "matchFields", "metadata.name", NodeSort.NAMED);
        }
    },
    NODE_AFFINITY {
        @Override
        void shape(ObjectNode pod) {
            nodeTerm(pod, "matchExpressions", ZONE, "zone1", "zone2");
        }
    },
    AFFINITY {
        @Override
        void shape(ObjectNode pod) {
            labels(pod, "color", "blue");
            namespaces(term(required(pod, "podAffinity"), ZONE, "color", "blue"));
        }
    },
    ANTI_AFFINITY {
        @Override
        void shape(ObjectNode pod) {
            labels(pod, "color", "green");
            namespaces(term(required(pod, "podAntiAffinity"), HOST, "color", "green"));
        }
    },
    ANTI_AFFINITY_LABEL {
        @Override
        void shape(ObjectNode pod) {
            labels(pod, "color", "green");
        }
    },
    PREFERRED_AFFINITY {
        @Override
        void shape(ObjectNode pod) {
            labels(pod, "color", "red");
            namespaces(term(preferred(pod, "podAffinity"), HOST, "color", "red"));
        }
    },
    PREFERRED_ANTI_AFFINITY {
        @Override
        void shape(ObjectNode pod) {
            labels(pod, "color", "yellow");
            namespaces(term(preferred(pod, "podAntiAffinity"), HOST, "color", "yellow"));
        }
    },
    AFFINITY_BY_TEAM {
        @Override
        void shape(ObjectNode pod) {
            labels(pod, "color", "blue");
            team(term(required(pod, "podAffinity"), ZONE, "color", "blue"));
        }
    },
    ANTI_AFFINITY_BY_TEAM {
        @Override
        void shape(ObjectNode pod) {
            labels(pod, "color", "green");
            team(term(required(pod, "podAntiAffinity"), HOST, "color", "green"));
        }
    },
    PREFERRED_AFFINITY_BY_TEAM {
        @Override
        void shape(ObjectNode pod) {
            labels(pod, "color", "red");
            team(term(preferred(pod, "podAffinity"), HOST, "color", "red"));
        }
    },
    PREFERRED_ANTI_AFFINITY_BY_TEAM {
        @Override
        void shape(ObjectNode pod) {
            labels(pod, "color", "green");
            team(term(preferred(pod, "podAntiAffinity"), HOST, "color", "green"));
        }
    },
    SPREADING {
        @Override
        void shape(ObjectNode pod) {
            labels(pod, "color", "blue");
            constraint(pod, ZONE, 5, "DoNotSchedule", "color", "blue");
        }
    },
    PREFERRED_SPREADING {
        @Override
        void shape(ObjectNode pod) {
            labels(pod, "color", "blue");
            constraint(pod, ZONE, 5, "ScheduleAnyway", "color", "blue");
        }
    },
    INCLUDED_NODES {
        @Override
        void shape(ObjectNode pod) {
            labels(pod, "foo", "bar");
            constraint(pod, HOST, 1, "DoNotSchedule", "foo", "bar")
                    .put("nodeAffinityPolicy", "Honor")
                    .put("nodeTaintsPolicy", "Honor");
        }
    },
    SECRET {
        @Override
        void shape(ObjectNode pod) {
            ObjectNode volume = spec(pod).putArray("volumes").addObject().put("name", "secret");
            volume.putObject("secret").put("secretName", "secret");
        }
    },
    /** Asks for resources as a whole. */
    AS_A_WHOLE {
        @Override
        void shape(ObjectNode pod) {
            spec(pod)
                    .putObject("resources")
                    .putObject("requests")
                    .put("cpu", "100m")
                    .put("memory", "100Mi");
        }
    },
    EXTENDED_RESOURCE {
        @Override
        void shape(ObjectNode pod) {
            ObjectNode resources = container(pod).putObject("resources");
            resources.putObject("limits").put(NodeSort.EXTENDED, "1");
            resources.putObject("requests").put(NodeSort.EXTENDED, "1");
        }
    };

    /** The priority class of pods that displace others; its value is 10. */
    static final String IMPORTANT = "important";

    static final String ZONE = "topology.kubernetes.io/zone";
    static final String HOST = "kubernetes.io/hostname";

    /** Labels of namespaces that terms select. */
    static final Map<String, String> TEAM = Map.of("team", "devops");

    private static final String NAME = "@name@";
    private static final Set<PodTemplate> NO_REQUESTS =
            EnumSet.of(LIGHT, LABELLED, GATED, GATED_AFFINITY, FINALIZER, ON_ONE_NODE, EXTENDED_RESOURCE, AS_A_WHOLE);

    void shape(ObjectNode pod) {}

    /** Its body for {@link #json}. */
    String body() {
        ObjectNode pod =
                JsonMapper.shared().createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata").put("name", NAME);
        ObjectNode spec = pod.putObject("spec")
                .put("automountServiceAccountToken", false)
                .put("terminationGracePeriodSeconds", 0);
        ObjectNode container = spec.putArray("containers").addObject();
        container.put("name", "pause").put("image", "registry.k8s.io/pause:3.10.1");
        if (!NO_REQUESTS.contains(this)) {
            container.putArray("ports").addObject().put("containerPort", 80);
            asks(pod, "100m", "500Mi");
        }
        shape(pod);
        return pod.toString();
    }

    /**
     * One pod.
     *
     * @param node where it is already; empty leaves that to the scheduler
     * @param claim that it mounts; empty for none
     */
    static String json(String body, String name, String node, String claim) {
        String pod = body.replace(NAME, name);
        if (!claim.isEmpty()) {
            pod = pod.replace(
                    "\"containers\":",
                    "\"volumes\":[{\"name\":\"claim\",\"persistentVolumeClaim\":{\"claimName\":\"" + claim
                            + "\"}}],\"containers\":");
        }
        return node.isEmpty() ? pod : pod.replace("\"containers\":", "\"nodeName\":\"" + node + "\",\"containers\":");
    }

    private static ObjectNode spec(ObjectNode pod) {
        return (ObjectNode) pod.path("spec");
    }

    private static ObjectNode container(ObjectNode pod) {
        return (ObjectNode) spec(pod).path("containers").path(0);
    }

    private static void asks(ObjectNode pod, String cpu, String memory) {
        ObjectNode resources = container(pod).putObject("resources");
        resources.putObject("limits").put("cpu", cpu).put("memory", memory);
        resources.putObject("requests").put("cpu", cpu).put("memory", memory);
    }

    private static void labels(ObjectNode pod, String key, String value) {
        pod.withObjectProperty("metadata").putObject("labels").put(key, value);
    }

    private static void nodeTerm(ObjectNode pod, String list, String key, String... values) {
        ObjectNode required = spec(pod)
                .withObjectProperty("affinity")
                .putObject("nodeAffinity")
                .putObject("requiredDuringSchedulingIgnoredDuringExecution");
        ObjectNode match = required.putArray("nodeSelectorTerms")
                .addObject()
                .putArray(list)
                .addObject();
        ArrayNode in = match.put("key", key).put("operator", "In").putArray("values");
        for (String value : values) {
            in.add(value);
        }
    }

    private static ObjectNode required(ObjectNode pod, String sort) {
        return spec(pod)
                .withObjectProperty("affinity")
                .putObject(sort)
                .putArray("requiredDuringSchedulingIgnoredDuringExecution")
                .addObject();
    }

    private static ObjectNode preferred(ObjectNode pod, String sort) {
        ObjectNode weighted = spec(pod)
                .withObjectProperty("affinity")
                .putObject(sort)
                .putArray("preferredDuringSchedulingIgnoredDuringExecution")
                .addObject();
        return weighted.put("weight", 1).putObject("podAffinityTerm");
    }

    private static ObjectNode term(ObjectNode term, String topologyKey, String key, String value) {
        term.putObject("labelSelector").putObject("matchLabels").put(key, value);
        return term.put("topologyKey", topologyKey);
    }

    private static void namespaces(ObjectNode term) {
        term.putArray("namespaces").add("sched-1").add("sched-0");
    }

    private static void team(ObjectNode term) {
        ObjectNode labels = term.putObject("namespaceSelector").putObject("matchLabels");
        TEAM.forEach(labels::put);
    }

    private static ObjectNode constraint(
            ObjectNode pod, String topologyKey, int skew, String otherwise, String key, String value) {
        ObjectNode constraint = spec(pod).putArray("topologySpreadConstraints").addObject();
        constraint.put("maxSkew", skew).put("topologyKey", topologyKey).put("whenUnsatisfiable", otherwise);
        constraint.putObject("labelSelector").putObject("matchLabels").put(key, value);
        return constraint;
    }
}
